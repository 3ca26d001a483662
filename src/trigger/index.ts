// Detectors of change and switches, over samples and as they run live. A public subpath: other folders import the files themselves.

export {
  changePointPath,
  changeProbability,
  createChangePoint,
  hazardForRunLength,
  recentChangeProbability,
  stepChangePoint,
  type ChangePointOptions,
  type ChangePointPath,
  type ChangePointState,
  type RunPrior,
} from './detect/bayesian-change-point.ts'
export { calibratedCusumThreshold, type CalibratedThreshold } from './detect/calibrate.ts'
export {
  createCusum,
  createTwoSidedCusum,
  cusumPath,
  cusumReference,
  resetCusum,
  stepCusum,
  stepTwoSidedCusum,
  type CusumOptions,
  type CusumPath,
  type CusumState,
  type TwoSidedCusumState,
} from './detect/cusum.ts'
export {
  cusumRunLength,
  cusumThreshold,
  siegmundRunLength,
  twoSidedCusumRunLength,
  type RunLengthOptions,
} from './detect/cusum-run-length.ts'
export {
  createEDetector,
  defaultBets,
  eDetectorPath,
  eDetectorThreshold,
  exceedanceScore,
  resetEDetector,
  stepEDetector,
  type EDetectorOptions,
  type EDetectorPath,
  type EDetectorState,
} from './detect/e-detector.ts'
export {
  createEwmaChart,
  ewmaChartLimit,
  ewmaChartPath,
  ewmaChartRunLength,
  stepEwmaChart,
  type EwmaChartOptions,
  type EwmaChartState,
} from './detect/ewma-chart.ts'
export type { IncrementDistribution } from './detect/increment.ts'
export {
  createHysteresis,
  hysteresisPath,
  stepHysteresis,
  type HysteresisPath,
  type HysteresisRule,
  type HysteresisState,
} from './hysteresis.ts'
export {
  commitThresholds,
  drawThreshold,
  holdAgainst,
  propensityAt,
  seedOfEpoch,
  verifyThresholds,
  type ThresholdCommitment,
  type ThresholdDistribution,
  type ThresholdRecord,
  type VerificationRefusal,
} from './committed-threshold.ts'
export { optimalSwitching, type SwitchingPolicy, type SwitchingProblem } from './optimal-switching.ts'
