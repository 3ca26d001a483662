/** Something that may be refused, and what makes each reason apply to it. `draft` makes a good one anew; reasons change it in place. */
type Refusable<Reason extends string, Draft> = Readonly<{
  order: readonly Reason[]
  draft: () => Draft
  spoil: Readonly<Record<Reason, (draft: Draft) => void>>
  /** Reasons that cannot apply together. */
  apart?: readonly (readonly [Reason, Reason])[]
}>

/** A draft that two reasons apply to, and the one that is to be given. A pair of the same reason is that reason alone. */
export type SpoiltTwice<Reason extends string, Draft> = Readonly<{ earlier: Reason; later: Reason; draft: Draft }>

/**
 * Every pair of reasons that can apply together, each with a draft that both apply to, and each reason alone: what a test of precedence runs over.
 *
 * @example
 * test.each(spoiltTwice(refusable))('table: $earlier before $later', ({ earlier, draft }) => expect(refusalOf(draft)).toBe(earlier))
 */
export function spoiltTwice<Reason extends string, Draft>(refusable: Refusable<Reason, Draft>): readonly SpoiltTwice<Reason, Draft>[] {
  const { order, draft, spoil, apart = [] } = refusable
  return order.flatMap((earlier, place) =>
    order
      .slice(place)
      .filter((later) => !apart.some((pair) => pair.includes(earlier) && pair.includes(later) && earlier !== later))
      .map((later) => {
        const spoilt = draft()
        // The later first, so that what the earlier sets is what stands where both touch the same.
        spoil[later](spoilt)
        if (earlier !== later) spoil[earlier](spoilt)
        return { earlier, later, draft: spoilt }
      }),
  )
}
