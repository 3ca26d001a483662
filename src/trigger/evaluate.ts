/** The state of one trigger, in the order of severity; recovering stands between active and calm. */
export type TriggerPhase = 'calm' | 'watch' | 'stressed' | 'active' | 'recovering'
