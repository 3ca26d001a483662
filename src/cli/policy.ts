import type { Command } from 'commander'
import { faultText } from '../base/fault.ts'
import { policyJsonSchema } from '../policy/json-schema.ts'
import { lintPolicy } from '../policy/lint.ts'
import { loadPolicy, profileNames, readPolicy } from '../policy/load.ts'
import { exitCodes } from './exit.ts'
import { withExamples, withJson } from './option.ts'
import { addCalibrateCommand } from './policy-calibrate.ts'
import { printJson, printText } from './write.ts'

type PolicyFlags = Readonly<{ json?: true }>

/**
 * Adds `seawall policy lint|show|calibrate|schema`.
 *
 * @example
 * addPolicyCommand(program)
 */
export function addPolicyCommand(program: Command): void {
  const policy = program.command('policy').summary('check, show or describe policies').description('Works with policy files and profiles.')
  withExamples(policy, ['seawall policy show', 'seawall policy lint my-policy.yaml', 'seawall policy schema > policy.schema.json'])
  const lintCommand = policy
    .command('lint')
    .argument('<name|file...>', 'policy files or names of profiles')
    .description('Checks policies and tells every fault and warning with line and column. Exits with 1 when there is a fault.')
  withExamples(withJson(lintCommand), ['seawall policy lint my-policy.yaml', 'seawall policy lint exchange-perpetual --json']).action(lint)
  const showCommand = policy
    .command('show')
    .argument('[name|file]', 'a policy; without one, the profiles are listed')
    .description('Prints a policy as it is written, or with --json as it governs, with its hash.')
  withExamples(withJson(showCommand), ['seawall policy show', 'seawall policy show options-clearing']).action(show)
  addCalibrateCommand(policy)
  const schemaCommand = policy.command('schema').description('Prints the JSON Schema (draft 2020-12) of policy files, for editors.')
  withExamples(withJson(schemaCommand), ['seawall policy schema > policy.schema.json']).action(() => printJson(policyJsonSchema()))
}

function lint(names: readonly string[], flags: PolicyFlags): void {
  const results = names.map((name) => {
    const { text, path } = readPolicy(name)
    return lintPolicy(text, path)
  })
  if (results.some(({ faults }) => faults.length > 0)) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) {
    const policies = results.map(({ file, faults, warnings, policy }) => {
      return { file, valid: faults.length === 0, hash: policy?.hash ?? null, faults, warnings }
    })
    printJson({ valid: policies.every(({ valid }) => valid), policies })
    return
  }
  for (const { file, faults, warnings, policy } of results) {
    for (const fault of faults) printText(`fault    ${faultText(fault)}`)
    for (const warning of warnings) printText(`warning  ${faultText(warning)}`)
    if (policy !== undefined) printText(`${file}: ${policy.name} is well formed, ${warnings.length} warnings, hash ${policy.hash}`)
    else printText(`${file}: ${faults.length} faults, ${warnings.length} warnings`)
  }
}

function show(name: string | undefined, flags: PolicyFlags): void {
  if (name === undefined) {
    if (flags.json === true) printJson({ profiles: profileNames() })
    else printText(profileNames().join('\n'))
    return
  }
  const { policy, text, path } = loadPolicy(name)
  if (flags.json === true) printJson({ file: path, policy })
  else printText(text.trimEnd())
}
