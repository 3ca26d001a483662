import { butterflyArbitrage } from '../../pricing/butterfly-arbitrage.ts'
import { ssviConditions, ssviTotalVariance } from '../../pricing/ssvi.ts'
import { durrleman, jumpWings, lowestTotalVariance, sviPoint, wingSlopes } from '../../pricing/svi.ts'
import type { Fields } from '../fields.ts'

/**
 * A raw SVI slice: variance, derivatives, Durrleman's function, jump wings and the search for butterfly arbitrage.
 *
 * @example
 * sviSmile(inputs)
 */
export function sviSmile(inputs: Fields): unknown {
  const slice = {
    a: inputs.number('a'),
    b: inputs.number('b'),
    rho: inputs.number('rho'),
    m: inputs.number('m'),
    sigma: inputs.number('sigma'),
  }
  const strikes = Array.from(inputs.numbers('k'))
  const points = strikes.map((k) => sviPoint(slice, k))
  const wings = jumpWings(slice, inputs.number('t'))
  const [from, to] = inputs.has('search') ? inputs.numbers('search') : []
  const found = butterflyArbitrage(slice, from === undefined || to === undefined ? undefined : { from, to })
  const slopes = wingSlopes(slice)
  return {
    w: points.map((point) => point.variance),
    dw: points.map((point) => point.slope),
    d2w: points.map((point) => point.curvature),
    g: points.map((point, i) => (point.variance > 0 ? durrleman(point, strikes[i] as number) : null)),
    jw: wings.ok ? jumpWingsOf(wings.value) : null,
    g_min: found.ok ? found.value.lowest : null,
    k_at_g_min: found.ok ? found.value.at : null,
    butterfly_free: found.ok && found.value.free,
    min_total_variance: lowestTotalVariance(slice),
    lee_right: slopes.right,
    lee_left: slopes.left,
  }
}

function jumpWingsOf(
  wings: Readonly<{ variance: number; skew: number; putWing: number; callWing: number; lowestVariance: number }>,
): unknown {
  return { v: wings.variance, psi: wings.skew, p: wings.putWing, c: wings.callWing, vt: wings.lowestVariance }
}

/**
 * Slices of an SSVI surface with the conditions against arbitrage.
 *
 * @example
 * ssviSurface(inputs)
 */
export function ssviSurface(inputs: Fields): unknown {
  const law = { eta: inputs.number('eta'), gamma: inputs.number('gamma'), rho: inputs.number('rho') }
  const strikes = Array.from(inputs.numbers('k'))
  const thetas = Array.from(inputs.numbers('theta'))
  const rows = thetas.map((theta, i) => {
    const conditions = ssviConditions(law, theta)
    // Against calendar arbitrage variance at the money must not fall from one expiry to the next either.
    const rising = i === 0 || theta >= (thetas[i - 1] as number)
    return {
      phi: conditions.phi,
      w: strikes.map((k) => ssviTotalVariance(law, theta, k)),
      cond_butterfly_1: conditions.butterflyFirst,
      cond_butterfly_2: conditions.butterflySecond,
      calendar_lhs: conditions.calendarSlope,
      calendar_rhs: Number.isFinite(conditions.calendarBound) ? conditions.calendarBound : null,
      butterfly_free: conditions.butterflyFree,
      calendar_free: conditions.calendarFree && rising,
    }
  })
  return { rows }
}
