/** What an SQL expression of one side of a pair looks at, as a value expression of the model. */

import {parseValue} from '../model/values.ts';
import {partOf} from './patterns.ts';
import {type SqlExpression, ungrouped} from './sql-expressions.ts';

export type Side = 'left' | 'right';

/** The name of the field that a column fills. */
export type FieldOf = (column: string) => string;

/** Which column and side a column expression means: `surname_l` in levels, `l.surname` in rules. */
export type ReadColumn = (path: readonly string[]) => {column: string; side: Side} | null;

export interface SideValue {
  readonly value: string;
  readonly side: Side;
}

export const levelColumn: ReadColumn = ([name = '', ...more]) => {
  const found = more.length === 0 && /^(.+)_([lr])$/is.exec(name);
  return found ? {column: found[1] as string, side: sideOf(found[2] as string)} : null;
};

export const ruleColumn: ReadColumn = ([table = '', column, ...more]) =>
  /^[lr]$/i.test(table) && column !== undefined && more.length === 0
    ? {column, side: sideOf(table)}
    : null;

const sideOf = (letter: string): Side => (letter.toLowerCase() === 'l' ? 'left' : 'right');

const TEXT_TYPES = ['varchar', 'text', 'string', 'char'];
const DATE_PARTS = ['year', 'month', 'day'];

export class ValueReader {
  readonly #fieldOf: FieldOf;
  readonly #readColumn: ReadColumn;

  constructor(fieldOf: FieldOf, readColumn: ReadColumn) {
    this.#fieldOf = fieldOf;
    this.#readColumn = readColumn;
  }

  /** The value and its side; null where the model has no such value. */
  read(expression: SqlExpression): SideValue | null {
    switch (expression.kind) {
      case 'group':
        return this.read(expression.of);
      case 'column': {
        const found = this.#readColumn(expression.path);
        return found && {value: this.#fieldOf(found.column), side: found.side};
      }
      case 'cast': {
        const inner = TEXT_TYPES.includes(expression.type) ? this.read(expression.of) : null;
        // Dates and numbers made of a text are not written as text in the same way by both.
        return inner && !isDateLike(inner.value) ? inner : null;
      }
      case 'call':
        return this.#readCall(expression.name, expression.of);
      default:
        return null;
    }
  }

  /** `regexp_extract` as it is: '' where nothing matches. With the value that it is taken of. */
  readBareMatch(expression: SqlExpression): {match: SideValue; of: SideValue} | null {
    const call = ungrouped(expression);
    if (call.kind !== 'call' || call.name !== 'regexp_extract') return null;
    const [text, pattern, group, ...more] = call.of;
    const of = text && this.read(text);
    if (!of || isDateLike(of.value) || pattern?.kind !== 'text' || more.length > 0) return null;
    if (group !== undefined && group.kind !== 'number') return null;
    const number = group?.number ?? 0;
    const part = partOf(pattern.text, number);
    const value = part
      ? `${of.value}.${part}`
      : `matching(${of.value},'${pattern.text.replaceAll("'", "''")}')`;
    if (!part && number !== 0) return null;
    return parseValue(value) && {match: {value, side: of.side}, of};
  }

  #readCall(name: string, of: readonly SqlExpression[]): SideValue | null {
    const [first, second, third] = of;
    if (first === undefined) return null;
    if (of.length === 1) return this.#datePart(first, name);
    if (name === 'date_part' && of.length === 2 && first.kind === 'text' && second) {
      return this.#datePart(second, first.text.toLowerCase());
    }
    if (name === 'nullif') {
      const isEmptyText = of.length === 2 && second?.kind === 'text' && second.text === '';
      return isEmptyText ? (this.readBareMatch(first)?.match ?? null) : null;
    }
    if (name === 'try_strptime' && of.length === 2 && second?.kind === 'text') {
      return this.#ofText(first, (text) => `date(${text},'${second.text}')`);
    }
    if (second?.kind !== 'number') return null;
    if ((name === 'left' || name === 'right') && of.length === 2) {
      return this.#slice(first, name === 'left' ? 'first' : 'last', second.number);
    }
    if ((name === 'substr' || name === 'substring') && of.length === 3) {
      if (third?.kind !== 'number') return null;
      if (second.number === 1) return this.#slice(first, 'first', third.number);
      if (!isCount(second.number) || !isCount(third.number)) return null;
      return this.#ofText(first, (text) => `substring(${text},${second.number},${third.number})`);
    }
    return null;
  }

  #slice(of: SqlExpression, name: 'first' | 'last', length: number): SideValue | null {
    return isCount(length) ? this.#ofText(of, (text) => `${name}(${text},${length})`) : null;
  }

  /** Of a column of dates, or of a text that is read as one. */
  #datePart(of: SqlExpression, part: string): SideValue | null {
    const inner = DATE_PARTS.includes(part) ? this.read(of) : null;
    const last = inner && parseValue(inner.value)?.transforms.at(-1)?.name;
    if (!inner || (last !== undefined && last !== 'date')) return null;
    return {value: `${inner.value}.${part}`, side: inner.side};
  }

  #ofText(of: SqlExpression, make: (text: string) => string): SideValue | null {
    const inner = this.read(of);
    if (!inner || isDateLike(inner.value)) return null;
    const value = make(inner.value);
    return parseValue(value) && {value, side: inner.side};
  }
}

const isCount = (number: number): boolean =>
  Number.isInteger(number) && number >= 1 && number <= 999;

/** Whether SQL has a date or a number here, so that text functions and ours would see other things. */
export const isDateLike = (value: string): boolean =>
  ['date', 'year', 'month', 'day'].includes(parseValue(value)?.transforms.at(-1)?.name ?? '');
