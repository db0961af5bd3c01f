/** Text that is markup: whatever enters it is escaped, unless it is markup itself. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ESCAPES[c] as string);

/** Made by the tag below only. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(strings: TemplateStringsArray, parts: readonly Part[]): Html {
    return new Html(strings.reduce((text, s, i) => text + textOf(parts[i - 1]) + s, ''));
  }

  toString(): string {
    return this.#text;
  }
}

/** Nothing (null, undefined, false) is left out; a list is put one after the other. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  Html.of(strings, parts);

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}
