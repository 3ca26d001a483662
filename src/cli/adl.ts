import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { powerOfTen } from '../base/decimal.ts'
import { InputFault } from '../base/fault.ts'
import { replayDeleveraging, type ReplayedCase, type ReplayedDeleveraging } from '../daemon/members/replay-deleveraging.ts'
import { certify, checkCertificate, commitToWave, type Certificate, type CertificateFault } from '../waterfall/deleveraging/certificate.ts'
import { outcomeUnder, type RuleOutcome } from '../waterfall/deleveraging/compare-rules.ts'
import { adlRule, adlRuleNames, rulesAsked, type AdlRuleName } from './adl-rules.ts'
import { adlText, type ComparedWave } from './adl-text.ts'
import { exitCodes } from './exit.ts'
import { optionFault, withExamples, withJson, withRun, wholeNumber } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

type Flags = Readonly<{ runs: string; compare: string; wave?: string; certificate?: string; json?: true }>

const defaultRules = 'queue,pro-rata,equal-loss,risk-aware,hedge-aware'

/**
 * Adds `seawall adl`: who was deleveraged, who would have been under other rules, and proofs.
 *
 * @example
 * addAdlCommand(program)
 */
export function addAdlCommand(program: Command): void {
  const command = program
    .command('adl')
    .summary('who was deleveraged, and who would have been under other rules')
    .description(
      'Repeats a run from its journal and divides every wave of deleveraging anew under each rule, from the accounts as they stood: who is closed, what is taken beyond the need or lacks, how concentrated it is, which hedges break. Each wave is taken as it happened: under another rule later waves would have met other accounts.',
    )
  withRun(command)
    .option('--compare <rules>', `rules, with commas: ${adlRuleNames.join(', ')}`, defaultRules)
    .option('--wave <number>', 'only this wave')
    .option('--certificate <account>', 'instead print what this account needs to check its own result alone')
  withExamples(command, [
    'seawall adl latest',
    'seawall adl latest --compare queue,pro-rata,hedge-aware --wave 2 --json',
    'seawall adl latest --certificate fund-7 > certificate.json',
    'seawall adl check certificate.json',
  ]).action(adl)
  addCheck(command)
}

function addCheck(command: Command): void {
  const check = command
    .command('check')
    .summary('check a certificate without the run')
    .description(
      'Checks certificates with nothing but their file: the terms against the published hash, the account against the tree, its place and its share against the rule. Exits with 1 when one does not hold.',
    )
    .argument('<file>', 'what --certificate printed')
  withExamples(withJson(check), ['seawall adl check certificate.json']).action(checkFile)
}

function adl(run: string, flags: Flags): void {
  const replayed = replayDeleveraging(findRunFolder(run, flags.runs))
  const wave = flags.wave === undefined ? undefined : wholeNumber(flags.wave, { option: '--wave', least: 1 })
  const cases = replayed.cases.filter((each) => wave === undefined || each.wave === wave)
  if (flags.certificate !== undefined) return printJson({ certificates: certificatesOf(replayed, cases, flags.certificate) })
  const waves = compared(replayed, cases, rulesAsked(flags.compare))
  if (flags.json === true) return printJson(adlJson(replayed, waves))
  if (waves.length > 0) return printText(adlText(waves, replayed.settlement.asset))
  printText(replayed.rule === undefined ? 'The policy of this run has no deleveraging.' : 'Nobody was deleveraged.')
}

function compared(replayed: ReplayedDeleveraging, cases: readonly ReplayedCase[], names: readonly AdlRuleName[]): readonly ComparedWave[] {
  const one = powerOfTen(replayed.settlement.decimals)
  const of = { rule: replayed.rule, seed: replayed.seed }
  return [...new Set(cases.map(({ wave }) => wave))].map((wave) => {
    const own = cases.filter((each) => each.wave === wave)
    return { wave, cases: own, outcomes: names.map((name) => ({ name, outcome: inWhole(outcomeUnder(adlRule(name, of), own), one) })) }
  })
}

/** Candidates are counted in minor units; people read whole ones. */
function inWhole(outcome: RuleOutcome, one: number): RuleOutcome {
  const { needed, given, overshoot, residual, wholeOvershoot, accounts } = outcome
  return {
    ...outcome,
    needed: needed / one,
    given: given / one,
    overshoot: overshoot / one,
    residual: residual / one,
    wholeOvershoot: wholeOvershoot / one,
    accounts: accounts.map(({ account, lots, gives, gain }) => ({ account, lots, gives: gives / one, gain: gain / one })),
  }
}

function adlJson(replayed: ReplayedDeleveraging, waves: readonly ComparedWave[]): unknown {
  return {
    asset: replayed.settlement.asset,
    rule: replayed.rule ?? null,
    waves: waves.map(({ wave, cases, outcomes }) => ({
      wave,
      closed: cases.flatMap(({ defaulters, contract, decision, commitment }) =>
        defaulters.map(({ account, lots }) => ({ account, contract, decision, lots, commitment: commitment ?? null })),
      ),
      rules: Object.fromEntries(outcomes.map(({ name, outcome }): [string, RuleOutcome] => [name, outcome])),
    })),
  }
}

/** A certificate with the hash that the decision published. */
type Published = Readonly<{ decision: string; commitment: string; certificate: Certificate }>

function certificatesOf(replayed: ReplayedDeleveraging, cases: readonly ReplayedCase[], account: string): readonly Published[] {
  const { rule } = replayed
  const published = cases.flatMap((found): readonly Published[] => {
    if (rule === undefined || found.commitment === undefined || !found.candidates.accounts.includes(account)) return []
    const certified = certify(commitToWave(found.name, { rule, ...found }), found, account)
    return certified.ok ? [{ decision: found.decision, commitment: found.commitment, certificate: certified.value }] : []
  })
  if (published.length === 0) throw optionFault('--certificate', 'an account that could have been closed in a wave', account)
  return published
}

/** What came of one certificate. */
type Checked = Readonly<{ decision: string; account: string; commitment: string }> &
  Readonly<{ holds: true; lots: number } | { holds: false; fault: CertificateFault }>

function checkFile(file: string, flags: Readonly<{ json?: true }>): void {
  const results = publishedIn(file).map(({ decision, commitment, certificate }): Checked => {
    const checked = checkCertificate(certificate, commitment)
    const about = { decision, account: certificate.own.account, commitment }
    return checked.ok ? { ...about, holds: true, lots: checked.value } : { ...about, holds: false, fault: checked.refusal }
  })
  if (results.some(({ holds }) => !holds)) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) return printJson({ certificates: results })
  for (const result of results) {
    const found = result.holds ? `holds: ${result.lots} lots closed` : `does not hold: ${result.fault}`
    printText(`${result.account}, decision ${result.decision}: ${found}`)
  }
}

function publishedIn(file: string): readonly Published[] {
  const fault = (found: string): InputFault => new InputFault({ file, place: 'whole file', expected: 'what --certificate printed', found })
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw fault(error instanceof Error ? error.message : 'no JSON')
  }
  const { certificates } = (parsed ?? {}) as Readonly<{ certificates?: unknown }>
  if (!Array.isArray(certificates) || certificates.length === 0 || !certificates.every(isPublished)) throw fault('something else')
  return certificates
}

function isPublished(value: unknown): value is Published {
  const { commitment, certificate } = (value ?? {}) as Partial<Published>
  const isWhole =
    certificate !== undefined && [certificate.terms, certificate.own, certificate.path].every((part) => typeof part === 'object')
  return typeof commitment === 'string' && isWhole
}
