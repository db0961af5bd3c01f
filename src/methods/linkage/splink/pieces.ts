/** Halves of conditions: SQL says of each side what the model says of both at once. */

import type {Condition} from '../model/conditions.ts';
import type {Side} from './sql-values.ts';

/** A condition, or one of two halves that make one when they stand together. */
export type Piece =
  | {readonly piece: 'whole'; readonly condition: Condition}
  | {
      readonly piece: 'null';
      readonly on: string;
      readonly side: Side;
      readonly negated: boolean;
    }
  /** One column on the left equals another one on the right. */
  | {readonly piece: 'crossed'; readonly left: string; readonly right: string}
  | {
      readonly piece: 'literal';
      readonly on: string;
      readonly side: Side;
      readonly value: string;
    };

/** The piece of a condition that was found. */
export const whole = (condition: Condition | null): Piece | null =>
  condition && {piece: 'whole', condition};

/** The condition of a piece that stands alone. */
export function wholeOf(piece: Piece): Condition | null {
  if (piece.piece === 'whole') return piece.condition;
  if (piece.piece !== 'literal') return null;
  return {is: 'literal', on: piece.on, value: piece.value, side: piece.side};
}

/** What two halves joined by `and` or `or` mean, or null where they are not two halves of one. */
export function together(kind: 'and' | 'or', one: Piece, other: Piece): Condition | null {
  if (one.piece === 'crossed' && other.piece === 'crossed') {
    return kind === 'and' && one.left === other.right && one.right === other.left
      ? {is: 'columnsReversed', on: [one.left, one.right]}
      : null;
  }
  if (one.piece === 'whole' || one.piece === 'crossed') return null;
  if (other.piece === 'whole' || other.piece === 'crossed') return null;
  if (one.on !== other.on || one.side === other.side) return null;
  const {on} = one;
  if (one.piece === 'literal' && other.piece === 'literal') {
    const side = kind === 'and' ? 'both' : 'either';
    return one.value === other.value ? {is: 'literal', on, value: one.value, side} : null;
  }
  if (one.piece !== 'null' || other.piece !== 'null' || one.negated !== other.negated) return null;
  // Neither is null is: not either is null.
  const isEither = (kind === 'or') !== one.negated;
  const missing: Condition = isEither ? {is: 'null', on} : {is: 'null', on, sides: 'both'};
  return one.negated ? {is: 'not', of: missing} : missing;
}
