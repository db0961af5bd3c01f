/** A lexicon of names: each line a name and its variants, in one step and no further. */

import {foldName} from '../strings/fold.ts';
import type {Lexicon} from './features.ts';

/** Reads lines of `name,variant,variant`; all are folded as the cleaner of names does. */
export function readLexicon(text: string): Lexicon {
  const lexicon = new Map<string, Set<string>>();
  for (const line of text.split(/\r?\n/)) {
    const [name, ...variants] = line
      .split(',')
      .map(foldName)
      .filter((one) => one !== '');
    if (name === undefined || variants.length === 0) continue;
    const known = lexicon.get(name) ?? new Set();
    for (const variant of variants) known.add(variant);
    lexicon.set(name, known);
  }
  return lexicon;
}
