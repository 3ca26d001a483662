/** What is wrong with something we were given, and where. */
export type FaultDetails = Readonly<{
  /** The file, option or setting. */
  file: string
  /** The place inside it: `line 12`, `column "open"`, `triggers[0].holdSeconds (line 8, column 5)`. */
  place: string
  /** What was expected, as a noun phrase. */
  expected: string
  /** What was found, as a noun phrase. */
  found: string
}>

/** Bad input from outside: a file, an option, a policy. The command line prints it and exits with 2. */
export class InputFault extends Error {
  override readonly name = 'InputFault'
  readonly details: FaultDetails

  constructor(details: FaultDetails) {
    super(faultText(details))
    this.details = details
  }
}

/** Everything that is wrong with one file. The message has one fault a line; `details` is the first. */
export class InputFaults extends InputFault {
  readonly faults: readonly FaultDetails[]

  constructor(faults: readonly [FaultDetails, ...FaultDetails[]]) {
    super(faults[0])
    this.faults = faults
    this.message = faults.map(faultText).join('\n')
  }
}

/** The environment refused: port taken, disk full, folder not writable. The command line prints it and exits with 3. */
export class EnvironmentFault extends Error {
  override readonly name = 'EnvironmentFault'
  readonly details: FaultDetails

  constructor(details: FaultDetails) {
    super(faultText(details))
    this.details = details
  }
}

/**
 * The one sentence for a fault: file, place, expectation, finding.
 *
 * @example
 * faultText({ file: 'a.csv', place: 'line 3', expected: 'a positive price', found: '-1' })
 * // 'a.csv: line 3: expected a positive price, found -1'
 */
export function faultText(details: FaultDetails): string {
  return `${details.file}: ${details.place}: expected ${details.expected}, found ${details.found}`
}
