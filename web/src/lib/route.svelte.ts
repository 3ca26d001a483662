import { routeOf, type Route } from './route.ts'

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
