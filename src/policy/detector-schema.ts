import { z } from 'zod'

const releaseLevels = {
  releaseBelow: z
    .number()
    .meta({ description: 'For a signal that is bad when high: after an alarm the condition is cleared once the signal is below this.' })
    .optional(),
  releaseAbove: z
    .number()
    .meta({ description: 'For a signal that is bad when low: after an alarm the condition is cleared once the signal is above this.' })
    .optional(),
}

const clock = {
  observeEverySeconds: z
    .number()
    .min(0.001)
    .max(86_400)
    .meta({ description: 'At most one observation is taken in this time; what is unknown is no observation.' }),
  oneFalseAlarmPerDays: z
    .number()
    .gt(0)
    .max(36_500)
    .meta({ description: 'Average time between false alarms, if an observation is taken in each interval. This, or the next.' })
    .optional(),
  oneFalseAlarmPerObservations: z
    .number()
    .min(10)
    .max(1e12)
    .meta({ description: 'Average number of observations between false alarms.' })
    .optional(),
}

const learnOverSeconds = () =>
  z
    .number()
    .min(1)
    .max(604_800)
    .meta({ description: 'Learned from the first observations of this time, as if that time were calm; meanwhile unknown.' })

const calmNorm = () =>
  z
    .union([
      z
        .strictObject({
          mean: z.number().meta({ description: 'Mean of the signal in calm, in its unit.' }),
          deviation: z.number().gt(0).meta({ description: 'Standard deviation of the signal in calm, in its unit.' }),
        })
        .meta({ description: 'The norm as given.' }),
      z
        .strictObject({
          learnOverSeconds: learnOverSeconds(),
          leastDeviation: z.number().gt(0).meta({ description: 'The deviation is taken to be at least this, in the unit of the signal.' }),
        })
        .meta({ description: 'The norm as learned.' }),
    ])
    .meta({ description: 'What the signal is in calm.' })

/**
 * A CUSUM as a condition.
 *
 * @example
 * cusumCondition(signal)
 */
export function cusumCondition<Signal extends z.ZodType>(signal: Signal) {
  return z
    .strictObject({
      signal,
      detector: z.literal('cusum').meta({ description: 'A sum of deviations: soonest for a shift of known size.' }),
      ...releaseLevels,
      ...clock,
      calm: calmNorm(),
      shiftDeviations: z
        .number()
        .min(0.5)
        .max(10)
        .meta({ description: 'The shift to find soonest, in deviations; half of it is the reference.' }),
      tailDegreesOfFreedom: z
        .number()
        .gt(2)
        .max(1_000)
        .meta({ description: 'Calm observations have the tails of Student t with these. Default: normal tails.' })
        .optional(),
      threshold: z
        .number()
        .gt(0)
        .max(1e6)
        .meta({
          description:
            'In deviations, as calibrated on calm data. Default: derived from the false-alarm rate, for independent observations.',
        })
        .optional(),
    })
    .meta({ description: 'Met from the alarm of a CUSUM until the signal is beyond its release level.' })
}

/**
 * An e-detector as a condition.
 *
 * @example
 * eDetectorCondition(signal)
 */
export function eDetectorCondition<Signal extends z.ZodType>(signal: Signal) {
  return z
    .strictObject({
      signal,
      detector: z
        .literal('e-detector')
        .meta({ description: 'Bets against calm: its false-alarm rate needs no distribution and no independence.' }),
      ...releaseLevels,
      ...clock,
      score: z
        .strictObject({
          from: z.number().meta({ description: 'The score is 0 up to here, in the unit of the signal.' }),
          to: z.number().meta({ description: 'The score is 1 from here on.' }),
        })
        .meta({ description: 'How the signal is turned into a score from 0 to 1.' }),
      calm: z
        .union([
          z
            .strictObject({
              meanScore: z.number().gt(0).lt(1).meta({ description: 'In calm the mean score is at most this, whatever came before.' }),
            })
            .meta({ description: 'The mean score as given.' }),
          z.strictObject({ learnOverSeconds: learnOverSeconds() }).meta({ description: 'The mean score as learned, with a margin.' }),
        ])
        .meta({ description: 'What the score is in calm.' }),
    })
    .meta({ description: 'Met from the alarm of an e-detector until the signal is beyond its release level.' })
}

/**
 * A Bayesian change point detector as a condition.
 *
 * @example
 * changePointCondition(signal)
 */
export function changePointCondition<Signal extends z.ZodType>(signal: Signal) {
  return z
    .strictObject({
      signal,
      detector: z
        .literal('bocpd')
        .meta({ description: 'Bayesian online change point detection: the probability of a change for the worse.' }),
      ...releaseLevels,
      ...clock,
      calm: calmNorm(),
      alarmProbability: z
        .number()
        .min(0.5)
        .lt(1)
        .meta({ description: 'Alarms when the probability of a change for the worse is at least this.' }),
      longestRunObservations: z
        .int()
        .min(10)
        .max(5_000)
        .meta({ description: 'Longest run told apart; a change longer ago is part of the past.' }),
    })
    .meta({ description: 'Met from the alarm of a change point detector until the signal is beyond its release level.' })
}
