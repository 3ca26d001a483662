import fc from 'fast-check'

// Properties draw the same examples in every run, so that a failure speaks of a change and not of luck; `npm run explore` draws others.
const explored = process.env['SEAWALL_PROPERTY_SEED']
const seed = explored === undefined ? 20_261_123 : explored === 'random' ? Date.now() : Number(explored)

// A property that fails is shrunk for no longer than this, so that a run ends with a counterexample and not with a time limit.
fc.configureGlobal({ seed, interruptAfterTimeLimit: 20_000 })
