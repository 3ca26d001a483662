/** What a test says: how far from the null hypothesis the record is, and how often chance alone goes as far. */
export type TestOutcome = Readonly<{
  /** Grows with the distance from the null hypothesis, unless the test says otherwise. */
  statistic: number
  /** Probability, under the null hypothesis, of a statistic at least as far out. */
  pValue: number
}>

/** A test whose statistic is chi-square under the null hypothesis, in large samples. */
export type ChiSquareOutcome = TestOutcome & Readonly<{ degreesOfFreedom: number }>
