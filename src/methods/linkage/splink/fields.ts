/** Fields for the columns that Splink's SQL names: one each, whatever their case and quotes. */

import {valuesOf} from '../model/conditions.ts';
import type {Comparison, Field} from '../model/schema.ts';
import {readValue} from '../model/values.ts';

/** A name as the model allows it. */
export const plainNameOf = (text: string): string =>
  text.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9]|$)/, '_');

export class Fields {
  /** By column in lower case, for SQL does not mind it. */
  readonly #byColumn = new Map<string, Field>();
  readonly #names = new Set<string>();

  fieldOf = (column: string): string => {
    const key = column.toLowerCase();
    const known = this.#byColumn.get(key);
    if (known) return known.name;
    const plain = plainNameOf(column);
    let name = plain;
    for (let n = 2; this.#names.has(name.toLowerCase()); n++) name = `${plain}_${n}`;
    this.#names.add(name.toLowerCase());
    const field: Field = {name, ...(name !== column && {from: column}), clean: 'asIs'};
    this.#byColumn.set(key, field);
    return name;
  };

  /** The fields that a model uses, by first use; what refused conditions named is left out. */
  usedBy(comparisons: readonly Comparison[], rules: readonly (readonly string[])[]): Field[] {
    const values = [
      ...comparisons.flatMap(({levels}) =>
        levels.flatMap(({when, tf}) => [...valuesOf(when), ...(tf ? [tf.on] : [])]),
      ),
      ...rules.flat(),
    ];
    const used = new Set(values.map((value) => readValue(value).field));
    const byName = new Map([...this.#byColumn.values()].map((field) => [field.name, field]));
    return [...used].map((name) => byName.get(name) as Field);
  }
}
