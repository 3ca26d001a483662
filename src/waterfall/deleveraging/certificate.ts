import { assertNever } from '../../base/assert.ts'
import { hashOf, type Hash } from '../../base/hash.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { firstCapOf, halfOf, type Allocation, type AllocationTerms, type Need } from './allocate.ts'
import { candidatesOf, type Candidate, type Candidates } from './candidates.ts'
import { weightOf, type DeleverageRule } from './deleverage-rule.ts'
import { queueOrder } from './queue.ts'
import { scoreOf, scoresOf } from './rankings.ts'
import { climb, leafNode, pathOf, rootOf, sumTreeOf, type Leaf, type PathStep, type SumTree, type TreeNode } from './sum-tree.ts'
import { wholeWeight } from './whole-weights.ts'
import { shareAtLevel } from './whole-shares.ts'

/** What everybody is told of a wave. One hash stands for it all. */
export type WaveTerms = Readonly<{
  /** Names the wave, so that a certificate of one is none of another. */
  wave: string
  rule: DeleverageRule
  /** What the deficit needs, in the units of the caps. */
  total: number
  allocation: AllocationTerms
  /** Of all that could bear something. */
  count: number
  caps: number
  absorbed: number
  root: Hash
}>

/** A wave that has been committed to: the hash is made public with it. */
export type WaveCommitment = Readonly<{ terms: WaveTerms; hash: Hash; places: Int32Array; tree: SumTree }>

/** Everything one account needs to check its own result alone. */
export type Certificate = Readonly<{
  terms: WaveTerms
  /** The account's own figures, which it can compare with its statement. */
  own: Candidate
  cap: number
  share: number
  /** Its place among those who could bear something, from 0. In a queue, the order of closing. */
  place: number
  /** Its place in the list by name, which decides between equals; units left over go to the earlier. */
  listed: number
  path: readonly PathStep[]
}>

/** Why a certificate does not hold, in the order in which it is checked. */
export type CertificateFault = 'notOfThisWave' | 'notInTheTree' | 'sumsDiffer' | 'placeDiffers' | 'orderBroken' | 'shareDiffers'

/**
 * Commits to a wave: the tree over all who could bear something, in the order of the queue, or by name where there is none.
 *
 * @throws InvariantError when nobody could bear anything.
 *
 * @example
 * commitToWave('7:0', { rule, candidates, need, allocation }).hash
 */
export function commitToWave(
  wave: string,
  found: Readonly<{ rule: DeleverageRule; candidates: Candidates; need: Need; allocation: Allocation }>,
): WaveCommitment {
  const { rule, candidates, need, allocation } = found
  const places = placesOf(rule, candidates, need.caps)
  const tree = sumTreeOf(
    Array.from(places, (listed) =>
      leafOf(rule, {
        own: candidateAt(candidates, listed),
        listed,
        cap: need.caps[listed] as number,
        share: allocation.shares[listed] as number,
      }),
    ),
  )
  const { hash: root, count, caps } = rootOf(tree)
  const terms = { wave, rule, total: need.total, allocation: allocation.terms, count, caps, absorbed: allocation.absorbed, root }
  return { terms, hash: termsHash(terms), places, tree }
}

/** The listed place of each leaf. */
function placesOf(rule: DeleverageRule, candidates: Candidates, caps: Float64Array): Int32Array {
  const order = rule.kind === 'queue' ? queueOrder(scoresOf(rule.ranking, candidates)) : Int32Array.from(caps.keys())
  return order.filter((listed) => (caps[listed] as number) > 0)
}

function candidateAt(candidates: Candidates, index: number): Candidate {
  return {
    account: candidates.accounts[index] as string,
    gain: candidates.gain[index] as number,
    margin: candidates.margin[index] as number,
    notional: candidates.notional[index] as number,
    equity: candidates.equity[index] as number,
    advance: candidates.advance[index] as number,
    hedgedLoss: candidates.hedgedLoss[index] as number,
  }
}

type Own = Readonly<{ own: Candidate; listed: number; cap: number; share: number }>

function leafOf(rule: DeleverageRule, { own, listed, cap, share }: Own): Leaf {
  const text = JSON.stringify([own.account, listed, own.gain, own.margin, own.notional, own.equity, own.advance, own.hedgedLoss])
  const score = rule.kind === 'queue' ? scoreOf(rule.ranking, candidatesOf([own]), 0) : 0
  return { text, cap, share, score }
}

function termsHash(terms: WaveTerms): Hash {
  return hashOf(JSON.stringify(terms))
}

/**
 * The certificate of one account.
 *
 * @param account - Anyone of the candidates.
 * @returns A refusal for an account that could bear nothing: it has no share to certify.
 *
 * @example
 * certify(commitment, { candidates, need, allocation }, 'm-1')
 */
export function certify(
  commitment: WaveCommitment,
  found: Readonly<{ candidates: Candidates; need: Need; allocation: Allocation }>,
  account: string,
): Result<Certificate, 'couldBearNothing'> {
  const listed = found.candidates.accounts.indexOf(account)
  const place = commitment.places.indexOf(listed)
  if (listed < 0 || place < 0) return refuse('couldBearNothing')
  return accept({
    terms: commitment.terms,
    own: candidateAt(found.candidates, listed),
    cap: found.need.caps[listed] as number,
    share: found.allocation.shares[listed] as number,
    place,
    listed,
    path: pathOf(commitment.tree, place),
  })
}

/**
 * Checks a certificate with nothing but itself and the public hash: that the terms are those everybody was told, that the account is
 * counted, that all shares sum to what was taken and no more, that nobody ranks wrongly before or after it, and that its share follows
 * from the rule.
 *
 * @param commitment - The hash that was made public.
 * @returns The share, or the first thing that does not hold.
 *
 * @example
 * checkCertificate(certificate, '9f86d0...')
 */
export function checkCertificate(certificate: Certificate, commitment: string): Result<number, CertificateFault> {
  const { terms, path, place, share } = certificate
  if (termsHash(terms) !== commitment) return refuse('notOfThisWave')
  const leaf = leafOf(terms.rule, certificate)
  const { root, before, after } = climb(leafNode(leaf), path)
  if (root.hash !== terms.root) return refuse('notInTheTree')
  const borne = Math.min(terms.total, terms.caps)
  const isSummed = root.count === terms.count && root.caps === terms.caps && root.shares === terms.absorbed && terms.absorbed <= borne
  if (!isSummed || !path.every(({ node }) => isPossible(node))) return refuse('sumsDiffer')
  if (before.reduce((sum, { count }) => sum + count, 0) !== place) return refuse('placeDiffers')
  if (before.some(({ least }) => least < leaf.score) || after.some(({ highest }) => highest > leaf.score)) return refuse('orderBroken')
  const ahead = before.reduce((sum, { caps }) => sum + caps, 0)
  return shareUnder(certificate, ahead) === share ? accept(share) : refuse('shareDiffers')
}

/** A neighbour below 0, or one that bears more than it can, would let sums be made up. */
function isPossible({ count, caps, shares }: TreeNode): boolean {
  return count > 0 && shares >= 0 && shares <= caps
}

/** What the account bears, computed from the terms and its own figures. */
function shareUnder({ terms, own, cap, listed }: Certificate, ahead: number): number {
  const { allocation, rule, total } = terms
  const equal = { cap, weight: 1, place: listed }
  switch (allocation.kind) {
    case 'queue':
      return Math.max(0, Math.min(cap, total - ahead))
    case 'kept':
      return cap - shareAtLevel(equal, allocation.level)
    case 'halves': {
      const half = halfOf(shareAtLevel(equal, allocation.level), listed, allocation.cutPlace)
      return allocation.of === 'borne' ? half : cap - half
    }
    case 'levels':
      return shareByWeight(rule, { own, cap, listed }, allocation)
    default:
      return assertNever(allocation)
  }
}

function shareByWeight(
  rule: DeleverageRule,
  { own, cap, listed }: Readonly<{ own: Candidate; cap: number; listed: number }>,
  { scale, first, second }: AllocationTerms & { kind: 'levels' },
): number {
  if (rule.kind === 'queue') return Number.NaN
  const alone = candidatesOf([own])
  const weight = wholeWeight(weightOf(rule, alone, 0), scale)
  const firstShare = shareAtLevel({ cap: firstCapOf(rule, alone, { index: 0, cap }), weight, place: listed }, first)
  const left = cap - firstShare
  return second === 'none' ? firstShare : firstShare + shareAtLevel({ cap: left, weight: left, place: listed }, second)
}
