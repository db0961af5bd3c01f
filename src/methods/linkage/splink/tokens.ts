/** The words of an SQL condition, as far as Splink's conditions go. */

export type Token =
  /** A bare word; SQL does not mind its case. */
  | {readonly kind: 'word'; readonly text: string}
  /** A name in double quotes. */
  | {readonly kind: 'name'; readonly text: string}
  /** A text in single quotes. */
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'number'; readonly text: string}
  | {readonly kind: 'symbol'; readonly text: string};

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"]|"")+)"|'((?:[^']|'')*)'|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(<=|>=|<>|!=|::|[-+*/=<>(),.]))/y;

/** The tokens of a text, or null where it holds anything else, such as a comment. */
export function tokensOf(sql: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = sql.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(sql);
    if (!found || /^\s*--/.test(sql.slice(at))) return null;
    at = TOKEN.lastIndex;
    const [, word, name, text, number, symbol] = found;
    if (word !== undefined) tokens.push({kind: 'word', text: word});
    else if (name !== undefined) tokens.push({kind: 'name', text: name.replaceAll('""', '"')});
    else if (text !== undefined) tokens.push({kind: 'text', text: text.replaceAll("''", "'")});
    else if (number !== undefined) tokens.push({kind: 'number', text: number});
    else if (symbol !== undefined) tokens.push({kind: 'symbol', text: symbol});
  }
  return tokens;
}
