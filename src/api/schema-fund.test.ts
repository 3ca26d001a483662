import { expect, test } from 'vitest'
import { drivePolicy, startDrive } from '../../test/engine-drive.ts'
import { quickMargin } from '../../test/margin-drive.ts'
import { seconds } from '../base/time.ts'
import { viewOf } from '../engine/view-of.ts'
import { viewSchema } from './schema.ts'
import { fundSchema } from './schema-fund.ts'
import { toWire } from './wire.ts'

test('behavior: the fund of a run passes its schema with every member it has', () => {
  const fundShares = { coolDownFor: seconds(9), leastStake: 0, exitQueue: { onIceFromBps: 1, frozenFromBps: 2, leastFund: 0 } }
  const drive = startDrive({ ...drivePolicy({ facilities: [] }), triggers: [], margin: quickMargin, fundShares })
  drive.send({ kind: 'fundStaked', at: drive.now(), staker: 'alice', minor: '5000000' })
  drive.send({ kind: 'unstakeRequested', at: drive.now(), staker: 'alice', shares: '7' })
  const view = viewOf(drive.state)
  const fund = toWire(view?.losses?.fund)
  expect(fundSchema.strict().parse(fund)).toStrictEqual(fund)
  expect(fund?.holders[0]?.exit?.asked).toEqual({ asset: 'USDT', minor: '7' })
  expect(viewSchema.parse(toWire(view)).losses?.fund).toStrictEqual(fund)
})
