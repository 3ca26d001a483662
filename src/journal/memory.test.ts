import { describeJournal } from './journal-suite.ts'
import { createMemoryJournal } from './memory.ts'

describeJournal('memory journal', createMemoryJournal)
