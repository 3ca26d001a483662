/**
 * The name under which a deficit is remembered once it is shared: of one account in one loss event, so that neither a second account of the
 * event nor a second event of the account is taken for it.
 *
 * @example
 * deficitKey({ account: 'm1', event: '41:0' }) // '["m1","41:0"]'
 */
export function deficitKey({ account, event }: Readonly<{ account: string; event: string }>): string {
  return JSON.stringify([account, event])
}
