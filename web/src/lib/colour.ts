import type { ColourName } from './colour-name.ts'

/** Red, green and blue by name: asking the browser costs a layout, and a chart asks for each of its thousand marks. */
const known = new Map<ColourName, string>()

/**
 * The colour of the theme as it stands now, for canvases, with an opacity.
 *
 * @example
 * colour('active', 0.2) // 'rgba(179, 18, 63, 0.2)'
 */
export function colour(name: ColourName, opacity = 1): string {
  const parts = known.get(name) ?? ask(name)
  known.set(name, parts)
  return `rgba(${parts}, ${opacity})`
}

/**
 * Forgets the colours: to be called when the theme changes, before charts are drawn anew.
 *
 * @example
 * forgetColours()
 */
export function forgetColours(): void {
  known.clear()
}

function ask(name: ColourName): string {
  const probe = document.createElement('i')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const resolved = getComputedStyle(probe).color
  probe.remove()
  const parts = /rgba?\(([^)]+)\)/.exec(resolved)?.[1]?.split(/[ ,/]+/) ?? ['0', '0', '0']
  return parts.slice(0, 3).join(', ')
}
