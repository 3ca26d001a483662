import { textOf, type Law } from './law.ts'

/**
 * A bid is taken only while its auction is open and its clock runs.
 *
 * @example
 * auctionsKeepTime.watch(world)(step)
 */
export const auctionsKeepTime: Law = {
  name: 'auctions-keep-time',
  says: 'A bid is taken, and a portfolio sold, only by an auction that has started, is not over and whose clock runs; each ends once.',
  watch: () => {
    const standings = new Map<string, 'open' | 'paused' | 'over'>()
    return ({ outcome }) => {
      // What a round that closes sells is told before its end, in the same input.
      for (const { id, body } of outcome.decisions) {
        if (body.kind === 'auctionStarted') standings.set(id, 'open')
        if (!('auction' in body) || body.auction === undefined) continue
        const standing = standings.get(body.auction)
        if (body.kind === 'bidAccepted' || body.kind === 'portfolioTransferred') {
          if (standing !== 'open') return `auction ${body.auction} is ${standing ?? 'unknown'}: ${textOf(body)}`
        }
        if (body.kind === 'auctionPaused') standings.set(body.auction, 'paused')
        if (body.kind === 'auctionResumed') standings.set(body.auction, 'open')
        if (body.kind !== 'auctionEnded') continue
        if (standing === undefined || standing === 'over') return `auction ${body.auction} ends that is ${standing ?? 'unknown'}`
        standings.set(body.auction, 'over')
      }
      return undefined
    }
  },
}
