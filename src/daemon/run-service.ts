export { explainDecision, listDecisions, replayRun, verifyRun, writeReport, type DecisionList } from './audit-run.ts'
export { startRun } from './start-run.ts'
