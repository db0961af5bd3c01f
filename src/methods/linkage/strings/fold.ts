/** Folding of names in TypeScript, text for text what the SQL of cleaning makes of them. */

/** Capitals that are no accented A to Z, each beside the one letter that stands for it. */
export const ONE_LETTER = [
  'ØŁĐÐĦŦŊƏƁƂƇƉƊƋƐƑƓƗƘƝƟƆƤƬƮƲƳƵǤȺȻȽɆɈɌɎɃɄŉĸĿ',
  'OLDDHTNEBBCDDDEFGIKNOOPTTVYZGACLEJRYBUNQL',
] as const;

/** Capitals and ligatures, and the letters that stand for them. */
export const MORE_LETTERS = [
  ['ß', 'SS'],
  ['ẞ', 'SS'],
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Þ', 'TH'],
  ['Ĳ', 'IJ'],
  ['Ǆ', 'DZ'],
  ['Ǳ', 'DZ'],
  ['Ǉ', 'LJ'],
  ['Ǌ', 'NJ'],
  ['ﬀ', 'FF'],
  ['ﬁ', 'FI'],
  ['ﬂ', 'FL'],
] as const;

const SPELT: ReadonlyMap<string, string> = new Map([
  ...[...ONE_LETTER[0]].map((letter, i) => [letter, ONE_LETTER[1][i] as string] as const),
  ...MORE_LETTERS,
]);

/** Upper case, diacritics folded; only A to Z, single blanks inside, hyphens and apostrophes are kept. */
export function foldName(text: string): string {
  const latin = /^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : latinOf(text);
  return latin
    .replace(/[^A-Z '-]/g, '')
    .replace(/ +/g, ' ')
    .replace(/^ | $/g, '');
}

/** Without accents, then letter by letter as DuckDB raises them: one letter becomes one letter. */
function latinOf(text: string): string {
  let latin = '';
  for (const letter of text.normalize('NFD')) {
    const raised = letter.toUpperCase();
    const upper = [...raised].length === 1 ? raised : letter;
    latin += SPELT.get(upper) ?? upper;
  }
  return latin;
}
