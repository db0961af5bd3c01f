/** Cleaning in plain TypeScript, character by character: slow, and written from the reference alone. */

import {readNhsNumber} from '../../../../../src/kernel/ids.ts';
import {MORE_LETTERS, ONE_LETTER} from '../../../../../src/methods/linkage/strings/fold.ts';

/** Upper case of one character, where that is one character as well (ß has none). */
const upper = (text: string): string =>
  [...text]
    .map((letter) => {
      const raised = letter.toUpperCase();
      return [...raised].length === 1 ? raised : letter;
    })
    .join('');

const isLetter = (text: string | undefined) => text !== undefined && /^[A-Z]$/.test(text);
const isDigit = (text: string | undefined) => text !== undefined && /^[0-9]$/.test(text);

const SPELT: Readonly<Record<string, string>> = Object.fromEntries([
  ...MORE_LETTERS,
  ...[...ONE_LETTER[0]].map((letter, i) => [letter, ONE_LETTER[1][i]]),
]);

/** Folded names: A to Z, single blanks inside, hyphens and apostrophes; null for what is no name. */
export function nameTwin(text: string | null): string | null {
  if (text === null) return null;
  let folded = '';
  const plain = upper(text.normalize('NFD'));
  const latin = [...plain].map((letter) => SPELT[letter] ?? letter).join('');
  for (const letter of latin) {
    if (isLetter(letter) || letter === '-' || letter === "'") folded += letter;
    else if (letter === ' ' && !folded.endsWith(' ')) folded += ' ';
  }
  const name = folded.replace(/^ | $/g, '');
  const nobody = ['UNKNOWN', 'NOT KNOWN', 'NK', 'BABY', 'INFANT', 'TEST', 'DECEASED', 'ANON'];
  return name === '' || nobody.includes(name) ? null : name;
}

const asDigit = (letter: string): string => (letter === 'O' ? '0' : letter === 'I' ? '1' : letter);

/** Area, district and inward part by position; O and I are digits where only a digit can stand. */
function unitOf(compact: string): {district: string; inward: string} | null {
  for (const areaLength of [2, 1]) {
    const area = [...compact.slice(0, areaLength)];
    const [first, second] = [...compact.slice(areaLength, -3)].map(asDigit);
    const rest = compact.length - areaLength - 3;
    const [digit, ...end] = [...compact.slice(-3)];
    const inwardDigit = asDigit(digit ?? '');
    if (
      area.length === areaLength &&
      area.every(isLetter) &&
      (rest === 1 || rest === 2) &&
      isDigit(first) &&
      isDigit(inwardDigit) &&
      end.every(isLetter)
    ) {
      return {district: area.join('') + first + (second ?? ''), inward: inwardDigit + end.join('')};
    }
  }
  return null;
}

export interface PostcodeTwin {
  readonly postcode: string | null;
  readonly district: string | null;
}

export function postcodeTwin(text: string | null): PostcodeTwin {
  const compact = [...upper(text ?? '')].filter((c) => isLetter(c) || isDigit(c)).join('');
  const unit = unitOf(compact);
  const whole = unit ? unit.district + unit.inward : '';
  if (!unit || whole.startsWith('ZZ99')) return {postcode: null, district: null};
  return {postcode: whole, district: unit.district};
}

export function sexTwin(code: string | null, system: string): string | null {
  if (code === '1' || code === '2') return code;
  if (system !== 'mf' || code === null) return null;
  return code === 'M' || code === 'm' ? '1' : code === 'F' || code === 'f' ? '2' : null;
}

export function nhsNumberTwin(text: string | null): string | null {
  const reading = readNhsNumber(text);
  return reading.status === 'valid' ? reading.value : null;
}
