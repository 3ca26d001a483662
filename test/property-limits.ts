import fc from 'fast-check'

// A property that fails is shrunk for no longer than this, so that a run ends with a counterexample and not with a time limit.
fc.configureGlobal({ interruptAfterTimeLimit: 20_000 })
