/** An account's name, as the chart of accounts writes it: `reserve:assetPurchase:USDT`. */
export type AccountId = string
