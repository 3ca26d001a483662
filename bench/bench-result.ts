/** What one bench found. Bigger is better in `ours` and `limit`; both are in `unit`. */
export type BenchResult = Readonly<{
  /** The bench's name, as given to `--only`. */
  name: string
  /** Of `ours` and `limit`, for people: `updates/s`. */
  unit: string
  /** What this engine does. */
  ours: number
  /** What the machine allows: native code, or the plainest thing that must be done anyway. `null` when it could not be measured here. */
  limit: number | null
  /** Limit's time over ours; 1 is the limit. `null` without a limit. */
  ratioToLimit: number | null
  /** How many times faster than each peer; above 1 is faster. */
  peers: Readonly<Record<string, number>>
  /** What a reader must know to read the figure, such as why there is no limit. */
  note?: string
}>

/** How a bench is to run. */
export type BenchOptions = Readonly<{
  /** Less work, for a smoke test; figures mean little. */
  quick: boolean
}>

/** What a file `bench/<name>.ts` exports as `bench`. */
export type Bench = (options: BenchOptions) => BenchResult | Promise<BenchResult>
