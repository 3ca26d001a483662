/** Something for each underlying named, and for all others. */
export type TermsByUnderlying<Terms> = Readonly<{ underlyings: ReadonlyMap<string, Terms>; otherwise: Terms }>

/**
 * What is made of each underlying's terms, made once.
 *
 * @returns What was made for an underlying, by its name.
 *
 * @example
 * const scenariosOf = preparedTerms(sheet, (terms) => shockScenarios(paradexShocks(terms), terms))
 * scenariosOf('BTC')
 */
export function preparedTerms<Terms, Made>(sheet: TermsByUnderlying<Terms>, make: (terms: Terms) => Made): (underlying: string) => Made {
  const named = new Map([...sheet.underlyings].map(([name, terms]) => [name, make(terms)]))
  const otherwise = make(sheet.otherwise)
  return (underlying) => named.get(underlying) ?? otherwise
}
