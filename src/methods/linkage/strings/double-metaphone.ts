/** Double Metaphone: how a name sounds in English, and how it may sound in the language it came from. */

import {type SoundRule, soundRules} from './double-metaphone-rules.ts';

/** Up to four letters each; the same twice when there is one reading. */
export type DoubleMetaphone = readonly [primary: string, secondary: string];

const LONGEST_CODE = 4;
const SLAVIC = /W|K|CZ/;

/**
 * Both codes of a folded name, `''` when nothing in it sounds; whatever is not A to Z is silent.
 * Lawrence Philips, The Double Metaphone Search Algorithm, C/C++ Users Journal, June 2000.
 */
export function doubleMetaphone(name: string): DoubleMetaphone {
  const isSlavic = SLAVIC.test(name);
  let primary = '';
  let secondary = '';
  let at = /^(?:[GKP]N|WR|PS)/.test(name) ? 1 : 0;
  while (at < name.length && (primary.length < LONGEST_CODE || secondary.length < LONGEST_CODE)) {
    const rule = soundRules(name.charAt(at)).find((one) => applies(one, name, at, isSlavic));
    if (rule) {
      primary += rule.sound;
      secondary += rule.otherSound;
    }
    at = rule ? rule.spelling.lastIndex : at + 1;
  }
  return [primary.slice(0, LONGEST_CODE), secondary.slice(0, LONGEST_CODE)];
}

function applies(rule: SoundRule, name: string, at: number, isSlavic: boolean): boolean {
  if (rule.onlyIfSlavic !== undefined && rule.onlyIfSlavic !== isSlavic) return false;
  rule.spelling.lastIndex = at;
  return rule.spelling.test(name);
}
