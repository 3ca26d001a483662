/** Which page is shown: the market, margin of all members, one member's account, or losses and who bears them. */
export type Route = Readonly<{ page: 'market' } | { page: 'margin' } | { page: 'losses' } | { page: 'account'; account: string }>

/** The page of all accounts, as a link. */
export const marginPath = '#/margin'
/** The page of losses, as a link. */
export const lossesPath = '#/losses'
/** The page of the market, as a link. */
export const marketPath = '#/'

const accountStart = `${marginPath}/accounts/`

/**
 * The page a fragment stands for; whatever is not known is the market.
 *
 * @example
 * routeOf('#/margin/accounts/fund-7') // { page: 'account', account: 'fund-7' }
 */
export function routeOf(fragment: string): Route {
  if (fragment.startsWith(accountStart) && fragment.length > accountStart.length) {
    const account = decoded(fragment.slice(accountStart.length))
    if (account !== undefined) return { page: 'account', account }
  }
  if (fragment.startsWith(lossesPath)) return { page: 'losses' }
  return fragment.startsWith(marginPath) ? { page: 'margin' } : { page: 'market' }
}

/**
 * The link to an account's page.
 *
 * @example
 * accountPath('fund-7') // '#/margin/accounts/fund-7'
 */
export function accountPath(account: string): string {
  return `${accountStart}${encodeURIComponent(account)}`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
