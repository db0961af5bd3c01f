/** A report as headings, paragraphs and tables: said once, printed as Markdown and as a page. */

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there when there are no rows. */
  readonly none: string;
}

export type Block =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'list'; readonly items: readonly string[]}
  | {readonly kind: 'table'; readonly table: Table}
  /** Names and values, such as the fingerprint of the log. */
  | {readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[]};

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Document {
  readonly title: string;
  readonly about: string;
  /** The page for a lay reader. */
  readonly summary: readonly Section[];
  readonly detail: readonly Section[];
}

export const text = (said: string): Block => ({kind: 'text', text: said});
export const list = (...items: string[]): Block => ({kind: 'list', items});
export const facts = (...said: (readonly [string, string])[]): Block => ({
  kind: 'facts',
  facts: said,
});
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  none: string,
): Block => ({kind: 'table', table: {head, rows, none}});
