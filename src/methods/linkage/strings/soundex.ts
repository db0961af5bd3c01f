/** American Soundex: a letter and three digits for how a name sounds. */

/** The digit of each letter from A to Z; vowels part equal digits, H and W do not. */
const DIGITS = '.123.12-.22455.12623.1-2.2';

/**
 * The code of a folded name, `''` when it has no letter; whatever is not A to Z is skipped.
 * https://www.archives.gov/research/census/soundex
 */
export function soundex(name: string): string {
  let code = '';
  let previous = '.';
  for (let i = 0; i < name.length && code.length < 4; i++) {
    const digit = DIGITS[name.charCodeAt(i) - 65];
    if (digit === undefined) continue;
    if (code === '') code = name.charAt(i);
    else if (digit !== '.' && digit !== '-' && digit !== previous) code += digit;
    if (digit !== '-') previous = digit;
  }
  return code === '' ? '' : code.padEnd(4, '0');
}
