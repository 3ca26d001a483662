import type { Command } from 'commander'
import { addRiskBacktestCommand } from './risk-backtest.ts'
import { addRiskLvarCommand } from './risk-lvar.ts'
import { addRiskSurfaceCommand } from './risk-surface.ts'

/**
 * Adds `seawall risk`: figures of risk from data, without a run.
 *
 * @example
 * addRiskCommand(program)
 */
export function addRiskCommand(program: Command): void {
  const risk = program.command('risk').description('Figures of risk from data: are the models right, what would a loss be.')
  addRiskBacktestCommand(risk)
  addRiskLvarCommand(risk)
  addRiskSurfaceCommand(risk)
}
