import type { Path } from './document.ts'

/** Something in a policy file that is wrong or (as a warning) doubtful, before its line is looked up. */
export type Finding = Readonly<{
  path: Path
  level: 'fault' | 'warning'
  expected: string
  found: string
  /** The key is meant, not its value: it should not be there. */
  atKey?: boolean
}>
