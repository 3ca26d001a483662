import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidateRows, capsOf, deleverageRules, sum } from '../../../test/deleveraging.ts'
import { hashOf } from '../../base/hash.ts'
import { allocate } from './allocate.ts'
import { candidatesOf, type Candidate } from './candidates.ts'
import { certify, checkCertificate, commitToWave, type Certificate, type WaveCommitment } from './certificate.ts'
import type { DeleverageRule } from './deleverage-rule.ts'
import { parentNode, type TreeNode } from './sum-tree.ts'

type Committed = Readonly<{ commitment: WaveCommitment; certificates: readonly Certificate[]; shares: readonly number[] }>

/** Commits to a wave and certifies everyone who could bear something. */
function committed(list: readonly Candidate[], rule: DeleverageRule, permille: number): Committed {
  const candidates = candidatesOf(list)
  const caps = capsOf(candidates)
  const need = { total: Math.floor((sum(caps) * permille) / 1000), caps }
  const allocation = allocate(rule, candidates, need)
  const found = { rule, candidates, need, allocation }
  const commitment = commitToWave('7:0', found)
  const able = candidates.accounts.flatMap((account, index) => ((caps[index] as number) > 0 ? [{ account, index }] : []))
  const certificates = able.map(({ account }) => {
    const certificate = certify(commitment, found, account)
    if (!certificate.ok) throw new Error(account)
    return certificate.value
  })
  return { commitment, certificates, shares: able.map(({ index }) => allocation.shares[index] as number) }
}

/** The node of the first of two, as its neighbour is shown it. */
function leafNodeOf(certificate: Certificate): TreeNode {
  const { certificates } = committed(
    [50, 300].map((gain, index) => ({ ...certificate.own, account: `m-${index}`, gain, notional: 1000 + index })),
    certificate.terms.rule,
    600,
  )
  const [step] = (certificates[1] as Certificate).path
  return (step as Certificate['path'][number]).node
}

const rule = fc.constantFrom(...deleverageRules)
const permille = fc.integer({ min: 0, max: 1200 })

describe('checkCertificate', () => {
  it('property: everyone finds its own result, from nothing but the certificate and the public hash', () => {
    fc.assert(
      fc.property(candidateRows, rule, permille, (list, which, part) => {
        fc.pre(list.some(({ gain }) => gain > 0))
        const { commitment, certificates, shares } = committed(list, which, part)
        certificates.forEach((certificate, index) => {
          // A certificate is handed over as a file.
          const read = JSON.parse(JSON.stringify(certificate)) as Certificate
          expect(checkCertificate(read, commitment.hash)).toEqual({ ok: true, value: shares[index] })
        })
      }),
    )
  })

  const member = (index: number, gain: number): Candidate => ({
    account: `m-${index}`,
    gain,
    margin: 100,
    notional: 1000 + index,
    equity: 500,
    advance: 1.1,
    hedgedLoss: 0,
  })
  const five = [50, 300, 200, 100, 400].map((gain, index) => member(index, gain))
  const queue: DeleverageRule = { kind: 'queue', ranking: { kind: 'leveragedProfit' } }

  it('table: what is changed does not hold, and the first thing wrong is named', () => {
    for (const which of [queue, { kind: 'proRata' } as const]) {
      const { commitment, certificates } = committed(five, which, 600)
      const one = certificates[1] as Certificate
      const other = certificates[2] as Certificate
      const faultOf = (changed: Partial<Certificate>): unknown => {
        const result = checkCertificate({ ...one, ...changed }, commitment.hash)
        return result.ok ? 'holds' : result.refusal
      }
      expect(faultOf({})).toBe('holds')
      expect(faultOf({ terms: { ...one.terms, total: one.terms.total + 1 } })).toBe('notOfThisWave')
      expect(faultOf({ terms: { ...one.terms, wave: '8:0' } })).toBe('notOfThisWave')
      expect(faultOf({ own: { ...one.own, gain: one.own.gain - 1 } })).toBe('notInTheTree')
      expect(faultOf({ share: one.share - 1 })).toBe('notInTheTree')
      expect(faultOf({ cap: one.cap + 1 })).toBe('notInTheTree')
      expect(faultOf({ path: other.path })).toBe('notInTheTree')
      expect(faultOf({ place: one.place + 1 })).toBe('placeDiffers')
      expect(faultOf({ listed: one.listed + 1 })).toBe('notInTheTree')
    }
  })

  it('behavior: an operator who spares one account is found out by another, or by the sums', () => {
    const candidates = candidatesOf(five)
    const need = { total: 500, caps: capsOf(candidates) }
    for (const which of [queue, { kind: 'proRata' } as const]) {
      const allocation = allocate(which, candidates, need)
      // What the largest winner is spared is put on the next, under the terms of the rule.
      const shares = Float64Array.from(allocation.shares)
      shares[4] = (shares[4] as number) - 10
      shares[1] = (shares[1] as number) + 10
      const forged = { ...allocation, shares }
      const commitment = commitToWave('7:0', { rule: which, candidates, need, allocation: forged })
      const results = candidates.accounts.map((account) => {
        const certificate = certify(commitment, { candidates, need, allocation: forged }, account)
        return certificate.ok ? checkCertificate(certificate.value, commitment.hash) : certificate
      })
      expect(results[1]).toEqual({ ok: false, refusal: 'shareDiffers' })
    }
  })

  it('behavior: a tree that puts the lower ranked first does not hold for either', () => {
    const { certificates } = committed(five.slice(0, 2), queue, 600)
    const [higher, lower] = certificates[0]?.place === 0 ? certificates : [...certificates].reverse()
    if (higher === undefined || lower === undefined) throw new Error('two accounts')
    const [higherNode, lowerNode] = [lower.path[0]?.node, higher.path[0]?.node]
    if (higherNode === undefined || lowerNode === undefined) throw new Error('two leaves')
    const terms = { ...higher.terms, root: parentNode(lowerNode, higherNode).hash }
    const hash = hashOf(JSON.stringify(terms))
    const first: Certificate = { ...lower, terms, place: 0, path: [{ side: 'right', node: higherNode }] }
    const second: Certificate = { ...higher, terms, place: 1, path: [{ side: 'left', node: lowerNode }] }
    for (const certificate of [first, second]) expect(checkCertificate(certificate, hash)).toEqual({ ok: false, refusal: 'orderBroken' })
  })

  it('behavior: sums that are not those of the tree, or of a neighbour below zero, do not hold', () => {
    const { certificates } = committed(five.slice(0, 2), { kind: 'proRata' }, 600)
    const one = certificates[0] as Certificate
    const told = (terms: Certificate['terms'], path = one.path): unknown =>
      checkCertificate({ ...one, terms, path }, hashOf(JSON.stringify(terms)))
    const differ = { ok: false, refusal: 'sumsDiffer' }
    expect(told(one.terms)).toMatchObject({ ok: true })
    expect(told({ ...one.terms, caps: one.terms.caps + 1 })).toEqual(differ)
    expect(told({ ...one.terms, count: 3 })).toEqual(differ)
    expect(told({ ...one.terms, absorbed: one.terms.absorbed + 1 })).toEqual(differ)
    expect(told({ ...one.terms, total: one.terms.absorbed - 1 })).toEqual(differ)
    const step = one.path[0] as Certificate['path'][number]
    const negative = { ...step.node, shares: -5 }
    const root = parentNode(leafNodeOf(one), negative)
    const terms = { ...one.terms, root: root.hash, absorbed: root.shares }
    expect(told(terms, [{ ...step, node: negative }])).toEqual(differ)
  })

  it('error: who could bear nothing has no certificate', () => {
    const candidates = candidatesOf([...five, { ...member(9, -5), account: 'loser' }])
    const need = { total: 10, caps: capsOf(candidates) }
    const allocation = allocate(queue, candidates, need)
    const commitment = commitToWave('w', { rule: queue, candidates, need, allocation })
    expect(certify(commitment, { candidates, need, allocation }, 'loser')).toEqual({ ok: false, refusal: 'couldBearNothing' })
    expect(certify(commitment, { candidates, need, allocation }, 'nobody')).toEqual({ ok: false, refusal: 'couldBearNothing' })
  })
})
