import { hashFrom } from '../base/hash.ts'
import { seconds } from '../base/time.ts'
import type { Policy } from '../engine/policy.ts'
import type { FacilitiesFile } from './facilities-schema.ts'

type Sections = Pick<Policy, 'lossGuarantee' | 'collateralSupport' | 'fundDraw' | 'randomised'>

/**
 * The sections on guarantees, loans, draws and committed thresholds in core units; those that a file does not have are absent.
 *
 * @example
 * toFacilities(file).fundDraw?.perEvent // 150
 */
export function toFacilities({ lossGuarantee, collateralSupport, fundDraw, randomised }: FacilitiesFile): Sections {
  return {
    ...(lossGuarantee && { lossGuarantee: toGuarantee(lossGuarantee) }),
    ...(collateralSupport && { collateralSupport: toSupport(collateralSupport) }),
    ...(fundDraw && { fundDraw: toDraw(fundDraw) }),
    ...(randomised && { randomised: toRandomised(randomised) }),
  }
}

function toGuarantee(file: NonNullable<FacilitiesFile['lossGuarantee']>): NonNullable<Sections['lossGuarantee']> {
  const { windowSeconds, leadSeconds, claimSeconds, coolDownSeconds, ...terms } = file
  const times = { windowFor: seconds(windowSeconds), leadFor: seconds(leadSeconds), claimFor: seconds(claimSeconds) }
  return { ...times, coolDownFor: seconds(coolDownSeconds), ...terms }
}

function toSupport(file: NonNullable<FacilitiesFile['collateralSupport']>): NonNullable<Sections['collateralSupport']> {
  const { epochSeconds, termSeconds, callDueSeconds, coolDownSeconds, ...terms } = file
  const times = { epochFor: seconds(epochSeconds), termFor: seconds(termSeconds), callDueFor: seconds(callDueSeconds) }
  return { ...times, coolDownFor: seconds(coolDownSeconds), ...terms }
}

function toDraw({
  epochSeconds,
  coolDownSeconds,
  reviewSeconds,
  ...terms
}: NonNullable<FacilitiesFile['fundDraw']>): NonNullable<Sections['fundDraw']> {
  return { epochFor: seconds(epochSeconds), coolDownFor: seconds(coolDownSeconds), reviewFor: seconds(reviewSeconds), ...terms }
}

function toRandomised(file: NonNullable<FacilitiesFile['randomised']>): NonNullable<Sections['randomised']> {
  const { epochSeconds, epochs, commitment, distribution, root } = file
  const committed = { epochFor: seconds(epochSeconds), epochs, commitment: hashFrom(commitment), distribution }
  return { ...committed, ...(root !== undefined && { root: hashFrom(root) }) }
}
