import { startMarginDrive, type MarginDrive } from './margin-drive.ts'

/** A driven run whose only layer is an insurance fund of 25 USDT, before any loss. */
export function drivenWaterfall(): MarginDrive {
  return startMarginDrive({}, { waterfall: { layers: [{ kind: 'insuranceFund', opening: 25 }] } })
}
