// Where things lie, in bytes. All integers are little-endian; amounts and balances are 128 bits, low word first.

// A transfer, 64 bytes.
export const transferBytes: usize = 64
export const seqAt: usize = 0 // u64
export const indexAt: usize = 8 // u32
export const kindAt: usize = 12 // u32: 0 posted, 1 pending, 2 postPending, 3 voidPending
export const debitAt: usize = 16 // u32, an account's number
export const creditAt: usize = 20 // u32
export const pendingSeqAt: usize = 24 // u64
export const amountAt: usize = 32 // u128
export const pendingIndexAt: usize = 48 // u32

// An account, 80 bytes: four columns, its asset's number, and whether it must stay in credit.
export const accountBytes: usize = 80
export const debitsPosted: usize = 0 // u128
export const creditsPosted: usize = 16
export const debitsPending: usize = 32
export const creditsPending: usize = 48
export const assetAt: usize = 64 // u32
export const mustStayAt: usize = 68 // u32

// A place of the table of reservations, 48 bytes.
export const slotBytes: usize = 48
export const slotSeq: usize = 0 // u64
export const slotIndex: usize = 8 // u32
export const slotUsed: usize = 12 // u32
export const slotDebit: usize = 16 // u32
export const slotCredit: usize = 20 // u32
export const slotRemaining: usize = 24 // u128

// Why a transfer was refused, in order of precedence; 0 is accepted.
export const accepted: u8 = 0
export const idNotAfterLast: u8 = 1
export const amountMustBePositive: u8 = 2
export const accountsMustDiffer: u8 = 3
export const debitAccountNotFound: u8 = 4
export const creditAccountNotFound: u8 = 5
export const assetsMustMatch: u8 = 6
export const exceedsCredits: u8 = 7
export const pendingNotFound: u8 = 8
export const exceedsPending: u8 = 9
export const balanceTooLarge: u8 = 10
export const kindUnknown: u8 = 11
