/** Side of a book as a place in the ladder's arrays: `bidSide` or `askSide`. */
export type BookSide = 0 | 1
