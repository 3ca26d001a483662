import { expect, test, vi } from 'vitest'
import { startFacilityDrive } from '../../test/facility-drive.ts'
import { tenthModel } from '../../test/margin-drive.ts'
import { viewOf } from '../engine/view-of.ts'
import { facilitiesViewSchema } from './schema-facilities.ts'
import { viewSchema } from './schema.ts'
import { toWire } from './wire.ts'

vi.mock('../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

test('behavior: covers, loans and held gains of a run pass their schema with every member they have', () => {
  const drive = startFacilityDrive()
  drive.open('maker', { cash: 100 })
  drive.send({ kind: 'guaranteeBought', at: drive.now(), account: 'maker', capMinor: '50000000' })
  const { facilities } = drive.state
  if (facilities?.support === undefined || facilities.draws === undefined) throw new Error('the driven policy lends and draws')
  const loan = {
    id: '7:0',
    account: 'maker',
    group: 'maker',
    seniority: 1,
    grantedAt: drive.now(),
    dueAt: drive.now(),
    ratePpb: 80_000_000n,
  }
  const interest = { units: 0n, accruedAt: drive.now(), paidMinor: 0n }
  facilities.support.book.loans.set('7:0', { ...loan, lentMinor: 9n, principalMinor: 8n, interest })
  const held = {
    id: '8:1',
    event: '8:0',
    account: 'maker',
    why: 'linked',
    trades: [],
    minor: 5n,
    heldAt: drive.now(),
    reviewUntil: drive.now(),
  } as const
  facilities.draws.escrow.set('8:1', held)
  const view = viewOf(drive.state)
  const told = toWire(view?.losses?.facilities)
  expect(facilitiesViewSchema.strict().parse(told)).toStrictEqual(told)
  expect(told).toMatchObject({
    covers: [{ cover: '4:0', account: 'maker', left: { minor: '50000000' }, premium: { minor: '550000' } }],
    loans: [{ loan: '7:0', principal: { minor: '8' }, interest: { minor: '0' }, yearlyRate: 0.08, standing: 'open' }],
    held: [{ hold: '8:1', why: 'linked', held: { minor: '5' } }],
    drawn: { minor: '0' },
    reserved: { minor: '50000000' },
  })
  expect(viewSchema.parse(toWire(view)).losses?.facilities).toStrictEqual(told)
})
