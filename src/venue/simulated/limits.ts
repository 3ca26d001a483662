/** What a replay against the simulated venue cannot know. Plain sentences, for the report. */
export const replayLimits: readonly string[] = [
  'The market does not react: prices, books and prints go on as recorded or modelled, whatever our orders did to them.',
  'What we take stays taken only until the next update of that price level; makers may have refilled it later, or never.',
  'The place in the queue is an estimate: what was displayed when our order arrived is ahead of it, prints at its price use that up, and a level that shrinks is taken to shrink behind us for as long as the display allows that.',
  'A print and the book update that it caused may both shorten the queue ahead of us when the update comes first.',
  'Hidden and iceberg orders, and orders that a venue matches without displaying them, are unknown.',
  'A quote that crosses the price of our resting order fills it for what that quote shows; in truth it might have come with another size or not at all.',
  'Latency is one assumed constant each way; real delays vary and are longest when markets fall.',
  'The venue always works: it does not go down, throttle or cancel our orders, liquidate us or share losses.',
  'Our orders do not trade with each other: a resting one is refused when it would cross another of ours, a taking one passes them by.',
  'With bars instead of a recorded book, the book, the prints and the path inside each bar are modelled.',
]
