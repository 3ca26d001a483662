/**
 * Whether a market's book may be believed now. Anything but `ok` makes every figure of it unknown.
 *
 * `awaitingSnapshot`: diffs are buffered until a snapshot comes. `gap`: a message is missing, a new snapshot is needed.
 * `crossed`: best bid at or above best ask. `stale`: nothing was heard for longer than the policy allows.
 */
export type BookIntegrity = 'ok' | 'gap' | 'crossed' | 'stale' | 'awaitingSnapshot'
