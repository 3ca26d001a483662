import { describe } from 'vitest'
import { describeJournal } from './journal-suite.ts'
import { createMemoryJournal } from './memory.ts'

describe('memory journal', () => {
  describeJournal(createMemoryJournal)
})
