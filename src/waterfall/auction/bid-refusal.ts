/** Whose account something is: accounts of one owner are one group. */
export type Party = Readonly<{ account: string; group: string }>

/** What a bid meets. Prices are what the bidder pays for each lot, in any one unit; a bidder that is paid bids below 0. */
export type AuctionStanding = Readonly<{
  status: 'open' | 'paused' | 'closed'
  defaulter: Party
  lotsLeft: number
  /** The price asked now; undefined where bids are sealed. */
  asked: number | undefined
  /** The least price; undefined where there is none. */
  reserve: number | undefined
}>

/** Who bids, and whether its account may take on risk. */
export type Bidder = Party & Readonly<{ standing: 'open' | 'notOpen' | 'underMargin' }>

/** A bid: how many lots, and the most the bidder pays for each. */
export type Bid = Readonly<{ lots: number; price: number }>

/** Why a bid is refused, in order of precedence: the first that applies is the reason. */
export const bidRefusals = [
  'auctionUnknown',
  'auctionClosed',
  'bidderIsDefaulter',
  'bidderLinked',
  'bidderNotOpen',
  'bidderUnderMargin',
  'sizeNotPositive',
  'notWholeLots',
  'abovePortfolio',
  'priceLimitExceeded',
  'belowReserve',
  'auctionPaused',
] as const

/** One of `bidRefusals`. */
export type BidRefusal = (typeof bidRefusals)[number]

/**
 * Why a bid is refused, if it is. It changes nothing either way.
 *
 * @param auction - Undefined when there is none of that name.
 * @returns The first reason of `bidRefusals` that applies; undefined when the bid stands.
 *
 * @example
 * refusalOf(undefined, bidder, { lots: 1, price: 10 }) // 'auctionUnknown'
 */
export function refusalOf(auction: AuctionStanding | undefined, bidder: Bidder, bid: Bid): BidRefusal | undefined {
  if (auction === undefined) return 'auctionUnknown'
  if (auction.status === 'closed') return 'auctionClosed'
  return refusedBidder(auction.defaulter, bidder) ?? refusedSize(auction.lotsLeft, bid.lots) ?? refusedPrice(auction, bid.price)
}

function refusedBidder(defaulter: Party, bidder: Bidder): BidRefusal | undefined {
  if (bidder.account === defaulter.account) return 'bidderIsDefaulter'
  if (bidder.group === defaulter.group) return 'bidderLinked'
  if (bidder.standing === 'notOpen') return 'bidderNotOpen'
  return bidder.standing === 'underMargin' ? 'bidderUnderMargin' : undefined
}

function refusedSize(lotsLeft: number, lots: number): BidRefusal | undefined {
  // What is no number is not above 0 either.
  if (!(lots > 0)) return 'sizeNotPositive'
  if (!Number.isSafeInteger(lots)) return 'notWholeLots'
  return lots > lotsLeft ? 'abovePortfolio' : undefined
}

function refusedPrice({ asked, reserve, status }: AuctionStanding, price: number): BidRefusal | undefined {
  if (asked !== undefined && asked > price) return 'priceLimitExceeded'
  if (reserve !== undefined && price < reserve) return 'belowReserve'
  return status === 'paused' ? 'auctionPaused' : undefined
}
