import type { DeleverageRule } from '../waterfall/deleveraging/deleverage-rule.ts'
import type { Ranking } from '../waterfall/deleveraging/rankings.ts'
import { optionFault } from './option.ts'

/** Rules people can name, in the order of the help. */
export const adlRuleNames = [
  'queue',
  'queue-bybit',
  'queue-okx',
  'queue-hyperliquid',
  'pseudo-random',
  'pro-rata',
  'equal-loss',
  'equal-awards',
  'talmud',
  'equity-weighted',
  'risk-aware',
  'risk-aware-square',
  'hedge-aware',
] as const

/** One of `adlRuleNames`. */
export type AdlRuleName = (typeof adlRuleNames)[number]

/**
 * The rules of a list with commas.
 *
 * @throws InputFault that names the rule there is not.
 *
 * @example
 * rulesAsked('queue,pro-rata') // ['queue', 'pro-rata']
 */
export function rulesAsked(text: string): readonly AdlRuleName[] {
  return text.split(',').map((part) => {
    const name = part.trim()
    const known = adlRuleNames.find((each) => each === name)
    if (known === undefined) throw optionFault('--compare', `rules of ${adlRuleNames.join(', ')}`, name)
    return known
  })
}

/**
 * The rule of a name. `queue` ranks as the policy does, or by profit times leverage where it has no queue.
 *
 * @param of - The policy's rule, and the run's seed for the drawn order.
 *
 * @example
 * adlRule('pro-rata', { rule: undefined, seed: 7 }) // { kind: 'proRata' }
 */
export function adlRule(name: AdlRuleName, of: Readonly<{ rule: DeleverageRule | undefined; seed: number }>): DeleverageRule {
  const queue = (ranking: Ranking): DeleverageRule => ({ kind: 'queue', ranking })
  const rules: Readonly<Record<AdlRuleName, DeleverageRule>> = {
    queue: of.rule?.kind === 'queue' ? of.rule : queue({ kind: 'leveragedProfit' }),
    'queue-bybit': queue({ kind: 'bybit' }),
    'queue-okx': queue({ kind: 'okx' }),
    'queue-hyperliquid': queue({ kind: 'hyperliquid' }),
    'pseudo-random': queue({ kind: 'pseudoRandom', seed: of.seed }),
    'pro-rata': { kind: 'proRata' },
    'equal-loss': { kind: 'equalLoss' },
    'equal-awards': { kind: 'equalAwards' },
    talmud: { kind: 'talmud' },
    'equity-weighted': { kind: 'equityWeighted' },
    'risk-aware': { kind: 'riskAware', leverage: { kind: 'linear' } },
    'risk-aware-square': { kind: 'riskAware', leverage: { kind: 'power', exponent: 2 } },
    'hedge-aware': { kind: 'hedgeAware' },
  }
  return rules[name]
}
