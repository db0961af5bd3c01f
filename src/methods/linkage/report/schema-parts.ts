/** Small parts of the report's schema: counts, shares, and what is not known and says why. */

import {z} from 'zod';

export const Text = z.string().min(1);
export const Count = z.int().nonnegative();
/** A count, or an estimate of one. */
export const Amount = z.number().nonnegative();
export const Fraction = z.number().min(0).max(1);
export const Bits = z.number();

export const ShareSchema = z.strictObject({
  count: Amount,
  of: Amount,
  /** Null when it is a share of nothing. */
  share: Fraction.nullable(),
  low: Fraction,
  high: Fraction,
});

const NotKnownSchema = z.strictObject({notKnown: Text});
export type NotKnown = z.infer<typeof NotKnownSchema>;

/** A part is there, or the report says why it is not; leaving it out is neither, and fails. */
export const orNotKnown = <T extends z.ZodType>(schema: T) => z.union([schema, NotKnownSchema]);

export const isKnown = <T>(part: T | NotKnown): part is T =>
  !(typeof part === 'object' && part !== null && 'notKnown' in part);
