/** How far a number may lie from the expected one. `fields` overrides by dotted path, any part of a path, or the last key. */
export type Tolerance = Readonly<{
  rel?: unknown
  abs?: unknown
  fields?: Readonly<Record<string, Readonly<{ rel?: unknown; abs?: unknown }>>>
}>

/** A file of reference numbers as it stands on disk. */
export type VectorFile = Readonly<{
  /** The file's `id`, or its name without extension. */
  id: string
  /** What is computed: the key of a procedure. */
  procedure: string
  inputs: unknown
  expected: unknown
  tolerance: Tolerance
  /** The whole document, for files that hold cases in a shape of their own. */
  document: unknown
}>

/** One number, text or truth value that is not what was expected. */
export type Mismatch = Readonly<{ path: string; expected: unknown; actual: unknown }>
