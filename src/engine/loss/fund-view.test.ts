import { expect, test } from 'vitest'
import { drivePolicy, startDrive } from '../../../test/engine-drive.ts'
import { quickMargin } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import { viewOf } from '../view-of.ts'

const policy = { ...drivePolicy({ facilities: [] }), triggers: [], margin: quickMargin }
const fundShares = { coolDownFor: seconds(9), leastStake: 0, exitQueue: { onIceFromBps: 1, frozenFromBps: 2, leastFund: 0 } }

test('behavior: the view of a run has its fund, and none without shares', () => {
  expect(viewOf(startDrive(policy).state)?.losses?.fund).toBe(undefined)
  const drive = startDrive({ ...policy, fundShares })
  drive.send({ kind: 'fundStaked', at: drive.now(), staker: 'alice', minor: '5000000' })
  expect(viewOf(drive.state)?.losses?.fund).toEqual({
    asset: 'USDT',
    decimals: 6,
    holds: { asset: 'USDT', minor: 5_000_000n },
    house: { asset: 'USDT', minor: 0n },
    totalShares: '5000000',
    stakedShares: '5000000',
    exponent: 0,
    queuedShares: '0',
    status: 'active',
    revenueWaiting: { asset: 'USDT', minor: 0n },
    holders: [
      { staker: 'alice', shares: '5000000', worth: { asset: 'USDT', minor: 5_000_000n }, cost: { asset: 'USDT', minor: 5_000_000n } },
    ],
  })
})
