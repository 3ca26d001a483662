/** What a Beancount file says, as far as our exports use its language. Amounts are whole numbers of 10^-18 of their commodity. */
export type Beancount = Readonly<{
  options: ReadonlyMap<string, string>
  /** Our names by Beancount's. */
  ids: ReadonlyMap<string, string>
  /** Posted sums by account; only the account's own commodity may be in it. */
  balances: ReadonlyMap<string, bigint>
  /** What is reserved out of an account and towards one, from the notes. */
  pendingOut: ReadonlyMap<string, bigint>
  pendingIn: ReadonlyMap<string, bigint>
  transactions: number
  notes: number
  assertions: number
}>

const patterns = {
  account: String.raw`(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+`,
  commodity: String.raw`[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]`,
  text: String.raw`"(?:[^"\\\n]|\\["\\])*"`,
  number: String.raw`-?\d+(?:\.\d+)?`,
  date: String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`,
} as const

const line = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/\{([a-z]+)\}/g, (_, name: keyof typeof patterns) => `(${patterns[name]})`)}$`)

const forms = {
  option: line(`option {text} {text}`),
  commodity: line(`{date} commodity {commodity}`),
  open: line(`{date} open {account} {commodity}`),
  transaction: line(`{date} \\* {text}`),
  note: line(`{date} note {account} {text}`),
  balance: line(`{date} balance {account} +{number} {commodity}`),
  posting: line(`  {account} +{number} {commodity}`),
  metadata: new RegExp(
    `^ {2}([a-z][A-Za-z0-9_-]+): (${patterns.text}|${patterns.account}|${patterns.number} ${patterns.commodity}|${patterns.number})$`,
  ),
} as const

/**
 * Reads a Beancount file strictly, by the rules of its language: only what is known, only accounts that were opened by then and in their one
 * commodity, only transactions that balance to the last digit, only assertions that hold.
 *
 * @throws An error that names the line.
 *
 * @example
 * readBeancount(file).balances.get('Assets:Reserve:USDT')
 */
export function readBeancount(file: string): Beancount {
  const book = {
    options: new Map<string, string>(),
    ids: new Map<string, string>(),
    opened: new Map<string, Readonly<{ date: string; commodity: string }>>(),
    commodities: new Set<string>(),
    balances: new Map<string, bigint>(),
    pendingOut: new Map<string, bigint>(),
    pendingIn: new Map<string, bigint>(),
    counts: { transactions: 0, notes: 0, assertions: 0 },
  }
  let last = ''
  for (const block of blocksOf(file)) {
    const [head = '', ...rest] = block.lines
    const refuse = (why: string): Error => new Error(`line ${block.at}: ${why}: ${block.lines.join(' / ')}`)
    const metadata = rest.flatMap((each) => {
      const found = forms.metadata.exec(each)
      return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const]
    })
    const postings = rest.flatMap((each) => (forms.posting.exec(each) === null ? [] : [forms.posting.exec(each) ?? []]))
    if (metadata.length + postings.length !== rest.length) throw refuse('a line that is neither metadata nor posting')
    const use = (account: string, commodity: string, date: string): void => {
      const opening = book.opened.get(account)
      if (opening === undefined || opening.date > date) throw refuse(`${account} is not open`)
      if (opening.commodity !== commodity) throw refuse(`${account} holds ${opening.commodity} only`)
    }
    const date = head.slice(0, 10)
    let found: RegExpExecArray | null
    if ((found = forms.option.exec(head)) !== null) {
      book.options.set(plain(found[1]), plain(found[2]))
      continue
    }
    if (date < last) throw refuse('a date before the one above')
    last = date
    if (!Number.isFinite(Date.parse(date))) throw refuse('no such day')
    if ((found = forms.commodity.exec(head)) !== null) {
      if (book.commodities.has(found[2] ?? '')) throw refuse('a commodity twice')
      book.commodities.add(found[2] ?? '')
    } else if ((found = forms.open.exec(head)) !== null) {
      const [, , account = '', commodity = ''] = found
      if (book.opened.has(account)) throw refuse('an account opened twice')
      if (!book.commodities.has(commodity)) throw refuse('an unknown commodity')
      book.opened.set(account, { date, commodity })
      book.ids.set(account, plain(metadata.find(([key]) => key === 'id')?.[1]))
    } else if ((found = forms.transaction.exec(head)) !== null) {
      if (postings.length < 2) throw refuse('a transaction of less than two postings')
      const sums = new Map<string, bigint>()
      const ofReservation = metadata.some(([key]) => key === 'reservation')
      for (const [, account = '', number = '', commodity = ''] of postings) {
        const amount = scaled(number)
        use(account, commodity, date)
        add(sums, commodity, amount)
        add(book.balances, account, amount)
        if (ofReservation) add(amount < 0n ? book.pendingOut : book.pendingIn, account, amount < 0n ? amount : -amount)
      }
      for (const sum of sums.values()) if (sum !== 0n) throw refuse('a transaction that does not balance')
      book.counts.transactions += 1
    } else if ((found = forms.note.exec(head)) !== null) {
      const said = new Map(metadata)
      const [number = '', commodity = ''] = (said.get('reserved') ?? said.get('released') ?? '').split(' ')
      const towards = said.get('towards') ?? ''
      use(found[2] ?? '', commodity, date)
      use(towards, commodity, date)
      const change = said.has('reserved') ? scaled(number) : -scaled(number)
      add(book.pendingOut, found[2] ?? '', change)
      add(book.pendingIn, towards, change)
      book.counts.notes += 1
    } else if ((found = forms.balance.exec(head)) !== null) {
      const [, , account = '', number = '', commodity = ''] = found
      use(account, commodity, date)
      if ((book.balances.get(account) ?? 0n) !== scaled(number)) throw refuse('an assertion that does not hold')
      book.counts.assertions += 1
    } else throw refuse('no directive')
    if (postings.length > 0 && !forms.transaction.test(head)) throw refuse('postings outside a transaction')
  }
  const { counts, options, ids, balances, pendingOut, pendingIn } = book
  return { options, ids, balances, pendingOut, pendingIn, ...counts }
}

/** Directives with their indented lines, and where each begins. */
function blocksOf(file: string): readonly Readonly<{ at: number; lines: readonly string[] }>[] {
  const blocks: { at: number; lines: string[] }[] = []
  for (const [i, text] of file.split('\n').entries()) {
    if (text === '') continue
    if (text.startsWith(' ')) blocks.at(-1)?.lines.push(text)
    else blocks.push({ at: i + 1, lines: [text] })
  }
  return blocks
}

function add(sums: Map<string, bigint>, key: string, by: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + by)
}

function scaled(number: string): bigint {
  const [whole = '', fraction = ''] = number.split('.')
  return BigInt(whole + fraction.padEnd(18, '0'))
}

function plain(text = '""'): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}
