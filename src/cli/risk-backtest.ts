import type { Command } from 'commander'

/**
 * Adds `seawall risk backtest`: VaR and ES of one model or more, held against what happened.
 *
 * @example
 * addRiskBacktestCommand(risk)
 */
export function addRiskBacktestCommand(risk: Command): void {
  risk.command('backtest').description('VaR and ES of one model or more, held against what happened.')
}
