/** One line of the catalogue of errors, and the four kinds of it. */

/** `refusal`: governance said no. `data-fault`: data broke its contract. `defect`: we are wrong. */
export type ErrorKind = 'usage' | 'refusal' | 'data-fault' | 'defect';

export interface CatalogueLine {
  readonly kind: ErrorKind;
  /** What could not be done, in words that fit every case. */
  readonly sentence: string;
  /** What the reader does next. */
  readonly hint: string;
}

export const usage = (sentence: string, hint: string) => ({kind: 'usage', sentence, hint}) as const;
export const refusal = (sentence: string, hint: string) =>
  ({kind: 'refusal', sentence, hint}) as const;
export const fault = (sentence: string, hint: string) =>
  ({kind: 'data-fault', sentence, hint}) as const;
export const defect = (sentence: string, hint: string) =>
  ({kind: 'defect', sentence, hint}) as const;
