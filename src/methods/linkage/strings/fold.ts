/** Folding of names in TypeScript, text for text what the SQL of cleaning makes of them. */

/** Letters that are no accented Latin letter, and what stands for them. */
const SPELT: ReadonlyMap<string, string> = new Map([
  ['ß', 'SS'],
  ['ẞ', 'SS'],
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Ð', 'D'],
  ['Þ', 'TH'],
]);

/** Upper case, diacritics folded; only A to Z, single blanks inside, hyphens and apostrophes are kept. */
export function foldName(text: string): string {
  const latin = /^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : latinOf(text);
  return latin
    .replace(/[^A-Z '-]/g, '')
    .replace(/ +/g, ' ')
    .replace(/^ | $/g, '');
}

/** Letter by letter, as DuckDB raises them: one letter becomes one letter, and `ŉ` stays what it is. */
function latinOf(text: string): string {
  let latin = '';
  for (const letter of text) {
    const raised = letter.toUpperCase();
    const upper = [...raised].length === 1 ? raised : letter;
    latin += SPELT.get(upper) ?? upper.normalize('NFD');
  }
  return latin;
}
