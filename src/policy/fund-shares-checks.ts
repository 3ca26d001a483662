import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

/**
 * Rules around the fund-shares section: it needs margin and a layer that is the fund, its exit queue freezes later than it warns, and a
 * cool-down shorter than a margin call lets stakers leave before the call of today is a loss. Without the section, a condition on its signal is doubtful.
 *
 * @example
 * fundSharesChecks({ fundShares: { exitQueue: { onIceFromPercent: 60, frozenFromPercent: 30 } } })[0]?.level // 'fault'
 */
export function fundSharesChecks(root: unknown): readonly Finding[] {
  const section = recordIn(root, 'fundShares')
  if (section === undefined) return signalFindings(root)
  return [...marginFindings(root), ...layerFindings(root), ...queueFindings(section), ...coolDownFindings(root, section)]
}

function signalFindings(root: unknown): readonly Finding[] {
  return listIn(root, 'triggers').flatMap((trigger, i) =>
    listIn(trigger, 'conditions').flatMap((condition, j): readonly Finding[] => {
      if (textIn(condition, 'signal') !== 'fundExitQueue') return []
      const expected = 'a fundShares section, without which this signal is never known'
      return [{ path: ['triggers', i, 'conditions', j, 'signal'], level: 'warning', expected, found: 'none' }]
    }),
  )
}

function marginFindings(root: unknown): readonly Finding[] {
  if (recordIn(root, 'margin') !== undefined) return []
  return [
    {
      path: ['fundShares'],
      level: 'fault',
      expected: 'a margin section, for members whose losses the fund pays',
      found: 'none',
      atKey: true,
    },
  ]
}

function layerFindings(root: unknown): readonly Finding[] {
  const waterfall = recordIn(root, 'waterfall')
  if (waterfall === undefined || listIn(waterfall, 'layers').some((layer) => textIn(layer, 'kind') === 'insuranceFund')) return []
  const expected = 'a waterfall with a layer of kind insuranceFund, which is what is staked'
  return [{ path: ['fundShares'], level: 'fault', expected, found: 'none', atKey: true }]
}

function queueFindings(section: unknown): readonly Finding[] {
  const queue = recordIn(section, 'exitQueue')
  const [onIce, frozen] = [numberIn(queue, 'onIceFromPercent'), numberIn(queue, 'frozenFromPercent')]
  if (onIce === undefined || frozen === undefined || onIce < frozen) return []
  const expected = `more than onIceFromPercent, ${onIce}`
  return [{ path: ['fundShares', 'exitQueue', 'frozenFromPercent'], level: 'fault', expected, found: String(frozen) }]
}

function coolDownFindings(root: unknown, section: unknown): readonly Finding[] {
  const [days, due] = [numberIn(section, 'coolDownDays'), numberIn(recordIn(root, 'margin'), 'callDueSeconds')]
  if (days === undefined || due === undefined || days * 86_400 > due) return []
  const expected = `longer than a margin call is due for, ${due} s, or stakers leave before the calls of their day are losses`
  return [{ path: ['fundShares', 'coolDownDays'], level: 'warning', expected, found: String(days) }]
}
