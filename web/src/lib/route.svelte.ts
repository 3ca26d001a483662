/** Which page is shown: the market, margin of all members, or one member's account. */
export type Route = Readonly<{ page: 'market' } | { page: 'margin' } | { page: 'account'; account: string }>

/** The page of all accounts, as a link. */
export const marginPath = '#/margin'
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

/** The page at work, and the account whose page was left last, so that the focus can go back to its line. */
export type RouteFollower = Readonly<{ route: Route; left: string | undefined }>

/**
 * Follows the fragment of the address. Call once, from the root component.
 *
 * @example
 * const navigation = followRoute()
 */
export function followRoute(): RouteFollower {
  let route = $state.raw<Route>(routeOf(location.hash))
  let left = $state<string | undefined>()
  $effect(() => {
    const onChange = (): void => {
      const next = routeOf(location.hash)
      // Skip links change the fragment too, and stay on their page.
      if (!location.hash.startsWith('#/') && location.hash !== '') return
      left = route.page === 'account' ? route.account : undefined
      route = next
      scrollTo(0, 0)
    }
    addEventListener('hashchange', onChange)
    return () => removeEventListener('hashchange', onChange)
  })
  return {
    get route() {
      return route
    },
    get left() {
      return left
    },
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
