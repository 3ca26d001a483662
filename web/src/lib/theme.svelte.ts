/** Light or dark, and how often it changed: charts redraw when it does. */
export const theme = $state({ name: initial() })
apply()

/**
 * Sets light or dark and remembers it.
 *
 * @example
 * setTheme('dark')
 */
export function setTheme(name: 'light' | 'dark'): void {
  theme.name = name
  localStorage.setItem('theme', name)
  apply()
}

/** A colour of the theme, for canvases. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function initial(): 'light' | 'dark' {
  const kept = localStorage.getItem('theme')
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme.name
}
