declare const brand: unique symbol

/**
 * A compile-time name on a runtime value: the same bits, a different unit.
 *
 * @example
 * type Metres = Brand<number, 'Metres'>
 */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
