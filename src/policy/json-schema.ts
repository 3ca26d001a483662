import { z } from 'zod'
import { policyFileSchema } from './schema.ts'

/**
 * The policy file's schema as JSON Schema (draft 2020-12), for editors. Rules between fields are not in it; `policy lint` checks them.
 *
 * @example
 * JSON.stringify(policyJsonSchema(), null, 2)
 */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(policyFileSchema, { target: 'draft-2020-12', io: 'input' }) as Readonly<Record<string, unknown>>
}
