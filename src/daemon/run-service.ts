export { explainDecision, listDecisions, replayRun, verifyRun, writeReport } from './audit-run.ts'
export { startRun } from './start-run.ts'
