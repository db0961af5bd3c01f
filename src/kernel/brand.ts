/** Nominal types: two strings that mean different things must not be interchangeable. */

declare const brand: unique symbol;

/** A `Base` that only its one minting function can produce. */
export type Brand<Base, Name extends string> = Base & {readonly [brand]: Name};
