import fc from 'fast-check'

// Whoever only asks whether a property fails, as mutation testing does, needs no smallest counterexample: searching one takes longer than all else.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true })
