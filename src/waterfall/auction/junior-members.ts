/** A member asked to bid. */
export type AskedMember = Readonly<{ account: string; group: string }>

/**
 * The members whose contributions are used before others': those that were asked to bid in an auction and did not. A bid of any account of
 * their group counts for all of it. The defaulter's group is not among them; its contribution is used before anyway.
 *
 * @param asked - In the order in which the answer stands.
 * @param bid - Groups with an accepted bid.
 *
 * @example
 * juniorMembers([{ account: 'a', group: 'a' }, { account: 'b', group: 'b' }], { bid: new Set(['a']), defaulter: 'd' }) // ['b']
 */
export function juniorMembers(
  asked: readonly AskedMember[],
  { bid, defaulter }: Readonly<{ bid: ReadonlySet<string>; defaulter: string }>,
): readonly string[] {
  return asked.filter(({ group }) => group !== defaulter && !bid.has(group)).map(({ account }) => account)
}
