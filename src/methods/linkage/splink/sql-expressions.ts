/** SQL conditions as trees, read by recursive descent; parentheses that were written are kept. */

import {plainName} from './sql-shapes.ts';
import {type Token, tokensOf} from './tokens.ts';

export type SqlExpression =
  /** A column; `path` is its name, with the table before it in blocking rules. */
  | {readonly kind: 'column'; readonly path: readonly string[]}
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'number'; readonly number: number}
  | {readonly kind: 'call'; readonly name: string; readonly of: readonly SqlExpression[]}
  | {readonly kind: 'cast'; readonly of: SqlExpression; readonly type: string}
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
    }
  | {readonly kind: 'isNull'; readonly of: SqlExpression; readonly negated: boolean}
  | {readonly kind: 'and' | 'or'; readonly of: readonly SqlExpression[]}
  | {readonly kind: 'not'; readonly of: SqlExpression}
  | {
      readonly kind: 'case';
      readonly branches: readonly {readonly when: SqlExpression; readonly gives: SqlExpression}[];
      readonly otherwise: SqlExpression;
    }
  | {readonly kind: 'group'; readonly of: SqlExpression};

const RESERVED = new Set(
  'and or not is null case when then else end as from between in like select exists'.split(' '),
);
const COMPARISONS = ['=', '<>', '!=', '<=', '>=', '<', '>'];
/** More than any condition has, and few enough for the stack. */
const MOST_TOKENS = 5000;
const DEEPEST = 100;

class NotRead extends Error {}

/** The tree of an SQL condition, or null where it is not in the subset that is read. */
export function parseSql(sql: string): SqlExpression | null {
  const tokens = tokensOf(sql);
  if (tokens === null || tokens.length > MOST_TOKENS) return null;
  try {
    return new Parser(tokens).whole();
  } catch (error) {
    if (error instanceof NotRead) return null;
    throw error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): SqlExpression {
    const expression = this.#condition();
    if (this.#at < this.#tokens.length) throw new NotRead();
    return expression;
  }

  #condition(): SqlExpression {
    if (++this.#depth > DEEPEST) throw new NotRead();
    const expression = this.#list('or', () => this.#list('and', () => this.#negation()));
    this.#depth--;
    return expression;
  }

  #list(kind: 'and' | 'or', operand: () => SqlExpression): SqlExpression {
    const first = operand();
    const of = [first];
    while (this.#takes('word', kind)) of.push(operand());
    return of.length === 1 ? first : {kind, of};
  }

  #negation(): SqlExpression {
    let negations = 0;
    while (this.#takes('word', 'not')) negations++;
    let expression = this.#comparison();
    for (; negations > 0; negations--) expression = {kind: 'not', of: expression};
    return expression;
  }

  #comparison(): SqlExpression {
    const left = this.#sum();
    const operator = COMPARISONS.find((symbol) => this.#takes('symbol', symbol));
    if (operator !== undefined) {
      return {
        kind: 'binary',
        operator: operator === '!=' ? '<>' : operator,
        left,
        right: this.#sum(),
      };
    }
    if (!this.#takes('word', 'is')) return left;
    const negated = this.#takes('word', 'not');
    this.#expect('word', 'null');
    return {kind: 'isNull', of: left, negated};
  }

  #sum(): SqlExpression {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#sign()));
  }

  #chain(operators: readonly string[], operand: () => SqlExpression): SqlExpression {
    let left = operand();
    for (;;) {
      const operator = operators.find((symbol) => this.#takes('symbol', symbol));
      if (operator === undefined) return left;
      left = {kind: 'binary', operator, left, right: operand()};
    }
  }

  #sign(): SqlExpression {
    if (!this.#takes('symbol', '-')) return this.#castable();
    const of = this.#castable();
    if (of.kind !== 'number') throw new NotRead();
    return {kind: 'number', number: -of.number};
  }

  #castable(): SqlExpression {
    let expression = this.#primary();
    while (this.#takes('symbol', '::')) {
      expression = {kind: 'cast', of: expression, type: this.#word()};
    }
    return expression;
  }

  #primary(): SqlExpression {
    if (this.#takes('symbol', '(')) {
      const of = this.#condition();
      this.#expect('symbol', ')');
      return {kind: 'group', of};
    }
    if (this.#takes('word', 'case')) return this.#case();
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'text') return {kind: 'text', text: token.text};
    if (token?.kind === 'number') return {kind: 'number', number: Number(token.text)};
    if (token?.kind === 'name') return this.#column(token.text);
    if (token?.kind !== 'word' || RESERVED.has(token.text.toLowerCase())) throw new NotRead();
    return this.#takes('symbol', '(')
      ? this.#call(token.text.toLowerCase())
      : this.#column(token.text);
  }

  #column(first: string): SqlExpression {
    const path = [first];
    while (this.#takes('symbol', '.')) {
      const token = this.#tokens[this.#at++];
      if (token?.kind !== 'word' && token?.kind !== 'name') throw new NotRead();
      path.push(token.text);
    }
    return {kind: 'column', path};
  }

  #call(name: string): SqlExpression {
    if (name === 'cast') {
      const of = this.#condition();
      this.#expect('word', 'as');
      const type = this.#word();
      this.#expect('symbol', ')');
      return {kind: 'cast', of, type};
    }
    if (name === 'extract') {
      const part = this.#word();
      this.#expect('word', 'from');
      const of = this.#condition();
      this.#expect('symbol', ')');
      return {kind: 'call', name: part, of: [of]};
    }
    const of: SqlExpression[] = [];
    if (this.#takes('symbol', ')')) return {kind: 'call', name, of};
    do of.push(this.#condition());
    while (this.#takes('symbol', ','));
    this.#expect('symbol', ')');
    return {kind: 'call', name, of};
  }

  #case(): SqlExpression {
    const branches: {when: SqlExpression; gives: SqlExpression}[] = [];
    while (this.#takes('word', 'when')) {
      const when = this.#condition();
      this.#expect('word', 'then');
      branches.push({when, gives: this.#condition()});
    }
    this.#expect('word', 'else');
    const otherwise = this.#condition();
    this.#expect('word', 'end');
    return {kind: 'case', branches, otherwise};
  }

  #word(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'word') throw new NotRead();
    return token.text.toLowerCase();
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text.toLowerCase() !== text) return false;
    this.#at++;
    return true;
  }

  #expect(kind: Token['kind'], text: string): void {
    if (!this.#takes(kind, text)) throw new NotRead();
  }
}

/** Without the parentheses around it. */
export const ungrouped = (expression: SqlExpression): SqlExpression =>
  expression.kind === 'group' ? ungrouped(expression.of) : expression;

/** A tree as text in which parentheses and the case of columns do not count, to compare trees by. */
export const shapeOf = (expression: SqlExpression): string =>
  JSON.stringify(expression, (_, part) => {
    const inner = part?.kind === 'group' ? ungrouped(part) : part;
    if (inner?.kind === 'column') return inner.path.join('.').toLowerCase();
    return inner?.kind === 'call' ? {...inner, name: plainName(inner.name)} : inner;
  });

/** The columns of a tree in the order in which they are first written. */
export function columnsOf(expression: SqlExpression): string[] {
  const found = new Map<string, string>();
  JSON.stringify(expression, (_, part) => {
    if (part?.kind !== 'column') return part;
    const column: string = part.path.join('.');
    if (!found.has(column.toLowerCase())) found.set(column.toLowerCase(), column);
    return null;
  });
  return [...found.values()];
}
