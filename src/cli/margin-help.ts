/** A portfolio as the help shows it. */
export const portfolioExample = `id: fund-7
cash: 40000
collateral: { BTC: 1.5 }
positions:
  - { contract: BTC-27FEB26-75000-C, size: -1 }
  - { contract: BTC-PERPETUAL, size: -6000, entry: 66500, funding: 120 }`

/** The market that goes with it. */
export const marketExample = `at: 2026-02-05T16:00
underlyings:
  BTC: { index: 66400, expiries: [{ at: 2026-02-27T08:00, forward: 66550 }] }
marks:
  BTC-27FEB26-75000-C: { volatility: 0.71 }
  BTC-PERPETUAL: { price: 66380 }
collateral:
  BTC: { price: 66400, underlying: BTC, initialHaircut: 0.1, maintenanceHaircut: 0.05 }`

const indented = (text: string): string => text.replaceAll(/^/gm, '  ')

/** What stands below the options of `seawall margin`: the shape of its files, and how it ends. */
export const marginFileHelp = `
PORTFOLIO, in YAML or JSON: one account, or several under "accounts". Sizes in contracts, negative is short:
${indented(portfolioExample)}

--market, in YAML or JSON; contracts with a Deribit name need only a mark, others say what they are:
${indented(marketExample)}
or option chains of Deribit, .parquet, .csv or .csv.gz, of the moment of --at. Examples of both files: examples/margin.

Ends with 1 when an account is unknown under a model asked for; it is listed with the reason, and the others are margined.`
