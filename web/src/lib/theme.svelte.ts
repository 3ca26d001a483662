import { forgetColours } from './colour.ts'

/** Light, dark, or as the system says. */
export type ThemeChoice = 'auto' | 'light' | 'dark'

const storageName = 'seawall-theme'

/** The theme at work. `dark` follows the system while the choice is `auto`. */
export type Theme = Readonly<{ choice: ThemeChoice; dark: boolean; next: () => void }>

/**
 * Keeps the theme: the system's unless chosen here.
 *
 * @example
 * const theme = createTheme()
 */
export function createTheme(): Theme {
  const system = matchMedia('(prefers-color-scheme: dark)')
  let choice = $state<ThemeChoice>(readChoice())
  let systemDark = $state(system.matches)
  const dark = $derived(choice === 'auto' ? systemDark : choice === 'dark')
  system.addEventListener('change', (event) => {
    systemDark = event.matches
    forgetColours()
  })
  const apply = (): void => {
    if (choice === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = choice
    forgetColours()
  }
  apply()
  return {
    get choice() {
      return choice
    },
    get dark() {
      return dark
    },
    next: () => {
      choice = dark ? 'light' : 'dark'
      localStorage.setItem(storageName, choice)
      apply()
    },
  }
}

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageName)
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}
