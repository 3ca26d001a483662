/** The five kinds of accounts that Beancount knows. */
export type BeancountRoot = 'Assets' | 'Liabilities' | 'Equity' | 'Income' | 'Expenses'

/**
 * Where an account belongs by the first word of its name. A posting has the sign of its side in our books: what is credited is above zero.
 * So accounts that hold money stand above zero, as assets do in Beancount; debts, sources and gains stand below it.
 */
const roots: ReadonlyMap<string, BeancountRoot> = new Map([
  ['equity', 'Equity'],
  ['outside', 'Equity'],
  ['collateralPaid', 'Equity'],
  ['shortfall', 'Liabilities'],
  ['memberShortfall', 'Liabilities'],
  ['memberOwed', 'Liabilities'],
  ['realised', 'Income'],
  ['unrealised', 'Income'],
  ['clearing', 'Income'],
  ['fees', 'Expenses'],
  ['liquidationFees', 'Expenses'],
  ['revaluation', 'Assets'],
  ['carried', 'Assets'],
  ['collateralTaken', 'Assets'],
])

/** An account to be named. */
export type NamedAccount = Readonly<{ account: string; mustStayInCredit: boolean }>

/**
 * Names every account as Beancount allows: the kind, then the parts of our name, each with a capital or a digit first and of letters, digits
 * and hyphens. An account whose first word is not in the table is an asset when it must stay in credit, and equity when it may not. Two
 * accounts that would get one name are numbered, in the order in which they were opened.
 *
 * @example
 * beancountAccounts([{ account: 'reserve:USDT', mustStayInCredit: true }]).get('reserve:USDT') // 'Assets:Reserve:USDT'
 */
export function beancountAccounts(accounts: readonly NamedAccount[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { account, mustStayInCredit } of accounts) {
    const [kind = '', ...rest] = account.split(':')
    const root = roots.get(kind) ?? (mustStayInCredit ? 'Assets' : 'Equity')
    const name = free([root, ...[kind, ...rest].map(component)].join(':'), taken)
    taken.add(name)
    names.set(account, name)
  }
  return names
}

/**
 * Names every asset as Beancount allows a commodity: two to 24 capitals, digits and `'._-`, a capital first, a capital or digit last.
 *
 * @example
 * beancountCommodities(['USDT', '1inch']).get('1inch') // 'C1INCH'
 */
export function beancountCommodities(assets: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const asset of assets) {
    const name = free(commodity(asset), taken)
    taken.add(name)
    names.set(asset, name)
  }
  return names
}

function component(part: string): string {
  const plain = part.replaceAll(/[^A-Za-z0-9-]+/g, '-').replace(/^-+/, '')
  const first = plain[0]
  return first === undefined ? 'X' : first.toUpperCase() + plain.slice(1)
}

function commodity(asset: string): string {
  const plain = asset.toUpperCase().replaceAll(/[^A-Z0-9'._-]+/g, '-')
  // Room is left for a number, should two assets come out as one.
  const begun = (/^[A-Z]/.test(plain) ? plain : `C${plain}`).slice(0, 20)
  const ended = /[A-Z0-9]$/.test(begun) ? begun : `${begun}0`
  return ended.length === 1 ? `${ended}0` : ended
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}
