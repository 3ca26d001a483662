/** The numbers of the model. */
export type TimsTerms = Readonly<{
  /** Largest move, as a fraction, by underlying; `otherwise` for the rest. */
  underlyings: ReadonlyMap<string, number>
  otherwise: number
  /** Steps to either side of no move. */
  steps: number
  /** Least requirement for one unit of base under option, long or short, in quote. */
  minimumPerUnit: number
  effectiveFrom: string
  source: string
}>

/** FINRA's range for single equities applied to every underlying; other ranges are the caller's to name. */
export const timsTerms: TimsTerms = {
  underlyings: new Map(),
  otherwise: 0.15,
  steps: 5,
  minimumPerUnit: 0.375,
  effectiveFrom: '2008-08-01',
  source: 'FINRA Rule 4210(g)(2) and (g)(7): +-15 % in ten equidistant points, $0.375 a contract times its multiplier',
}
