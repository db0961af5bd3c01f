/** The review screen: two records side by side, what differs marked, one key a decision. */

import type {ReviewField, ReviewPair} from '../../zones/trusted-third-party/review.ts';
import {differences, type Stretch} from './differences.ts';

export type Answer = 'must_link' | 'cannot_link' | 'unsure';

const KEYS: Readonly<Record<string, Answer | 'quit'>> = {
  m: 'must_link',
  n: 'cannot_link',
  u: 'unsure',
  q: 'quit',
  // Control-C and control-D: in raw mode nobody else listens for them.
  '\u0003': 'quit',
  '\u0004': 'quit',
};

/** What the screen needs of the world; tests hand in a quiet one. */
export interface Terminal {
  write(text: string): void;
  /** The next key that is pressed; null when there will be none. */
  key(): Promise<string | null>;
}

const [INVERSE, DIM, PLAIN, CLEAR] = ['\u001b[7m', '\u001b[2m', '\u001b[0m', '\u001b[2J\u001b[H'];
const [NAME_WIDTH, VALUE_WIDTH] = [16, 28] as const;

/** The lines of one pair. Weight and outcome are not among them: the reviewer is blinded. */
export function pairLines({pair, fields}: ReviewPair, place: number, of: number): string[] {
  return [
    `pair ${pair}, ${place} of ${of}`,
    '',
    `${''.padEnd(NAME_WIDTH)}${'came in'.padEnd(VALUE_WIDTH)}on the spine`,
    ...fields.map(fieldLine),
    '',
    'm one person   n two people   u unsure   q stop',
  ];
}

function fieldLine({name, incoming, spine}: ReviewField): string {
  const title = name.replaceAll('_', ' ').padEnd(NAME_WIDTH);
  if (incoming === null || spine === null) {
    return `${title}${oneSided(incoming)}${oneSided(spine)}`.trimEnd();
  }
  const [left, right] = differences(printable(incoming), printable(spine));
  return `${title}${marked(left)}${marked(right)}`.trimEnd();
}

const oneSided = (text: string | null): string =>
  text === null
    ? `${DIM}${'missing'.padEnd(VALUE_WIDTH)}${PLAIN}`
    : printable(text).padEnd(VALUE_WIDTH);

function marked(parts: readonly Stretch[]): string {
  const length = parts.reduce((sum, {text}) => sum + [...text].length, 0);
  const text = parts.map(({text, differs}) => (differs ? `${INVERSE}${text}${PLAIN}` : text));
  return `${text.join('')}${' '.repeat(Math.max(1, VALUE_WIDTH - length))}`;
}

/** A record must not be able to move the cursor. */
const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '·');

/**
 * Shows pair after pair until there are none or the reviewer stops.
 * @param decide called for each decision, before the next pair is shown
 * @returns how many were decided
 */
export async function reviewOnScreen(
  pairs: readonly ReviewPair[],
  terminal: Terminal,
  decide: (pair: number, answer: Answer) => Promise<void>,
): Promise<number> {
  let decided = 0;
  for (const [i, pair] of pairs.entries()) {
    terminal.write(`${CLEAR}${pairLines(pair, i + 1, pairs.length).join('\r\n')}\r\n`);
    const answer = await nextAnswer(terminal);
    if (answer === 'quit') break;
    await decide(pair.pair, answer);
    decided++;
  }
  terminal.write(CLEAR);
  return decided;
}

async function nextAnswer(terminal: Terminal): Promise<Answer | 'quit'> {
  for (;;) {
    const key = await terminal.key();
    if (key === null) return 'quit';
    const answer = KEYS[key.toLowerCase()];
    if (answer !== undefined) return answer;
  }
}
