import type { Phase } from './types.ts'

/** A colour of the theme, by its custom property without the dashes. */
export type ColourName = Phase | 'ink' | 'muted' | 'line' | 'card' | 's1' | 's2' | 's3' | 's4'
