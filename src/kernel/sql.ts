/** SQL as values: `${x}` is bound, `${ident(x)}` is quoted, and there is no third way. */

/** What DuckDB can be given for one `?`. Arrays become lists of text. */
export type Bindable = string | number | bigint | boolean | null | readonly string[];

/** A statement or a fragment of one: its text with `?`, and the values in order. */
export class Sql {
  // A private field, so that no object literal and no string can pass for a statement.
  readonly #pieces: readonly string[];
  readonly values: readonly Bindable[];

  private constructor(pieces: readonly string[], values: readonly Bindable[]) {
    this.#pieces = pieces;
    this.values = values;
  }

  /** The text with `?` in place of values: what a panel reads in `run.json`. */
  get text(): string {
    return this.#pieces.join('?');
  }

  /** The text with `$1`, `$2` …: what the database is given, since DuckDB counts `?` in its own order. */
  get numbered(): string {
    return this.#pieces.map((piece, i) => (i === 0 ? piece : `$${i}${piece}`)).join('');
  }

  static compose(strings: readonly string[], parts: readonly (Sql | Bindable)[]): Sql {
    const pieces = [strings[0] ?? ''];
    const values: Bindable[] = [];
    parts.forEach((part, i) => {
      const after = strings[i + 1] ?? '';
      if (part instanceof Sql) {
        const [first = '', ...rest] = part.#pieces;
        pieces[pieces.length - 1] += first;
        pieces.push(...rest);
        values.push(...part.values);
        pieces[pieces.length - 1] += after;
      } else {
        values.push(part);
        pieces.push(after);
      }
    });
    return new Sql(pieces, values);
  }
}

/**
 * Builds a statement: an interpolated `Sql` is spliced, anything else is bound. Backslashes reach
 * SQL as they are written, so that a pattern reads the same here and in `run.json`.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | Bindable)[]): Sql {
  return Sql.compose(strings.raw, parts);
}

/** A quoted name, with dots between the parts: `ident('v1', 'person')` is `"v1"."person"`. */
export function ident(...path: readonly string[]): Sql {
  if (path.length === 0 || path.some((name) => name === '' || name.includes('\0'))) {
    throw new TypeError('a name in SQL must not be empty');
  }
  const quoted = path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
  return Sql.compose([quoted], []);
}

/** A list of fragments with a separator between them. */
export function join(parts: readonly Sql[], separator: Sql = sql`, `): Sql {
  const strings: string[] = [''];
  const spliced: Sql[] = [];
  parts.forEach((part, i) => {
    if (i > 0) {
      spliced.push(separator);
      strings.push('');
    }
    spliced.push(part);
    strings.push('');
  });
  return Sql.compose(strings, spliced);
}

/** All conditions, or `true` when there are none. */
export const allOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? sql`true`
    : join(
        conditions.map((c) => sql`(${c})`),
        sql` and `,
      );
