/** Names with their frequencies: the shared name files, read in place, or made-up ones without them. */

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** Names of one kind; each count says how often the name is given. */
export interface NameCounts {
  readonly names: readonly string[];
  readonly counts: readonly number[];
}

export interface NameLists {
  readonly surnames: NameCounts;
  readonly firstNames: NameCounts;
  readonly source: 'shared name files' | 'built-in syllables';
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = join(process.env.DOLEN_SHARED ?? join(ROOT, '..', 'shared'), 'data/linkage/names');
const FILES = {
  surnames: 'last-names.csv',
  women: 'female-first-names.csv',
  men: 'male-first-names.csv',
};

/** Once without the header; the files have no quotes. */
function readNames(file: string): NameCounts {
  const rows = readFileSync(join(NAMES, file), 'utf8').trim().split(/\r?\n/).slice(1);
  const pairs = rows.map((row) => row.split(',') as [string, string]);
  return {
    names: pairs.map(([name]) => name.trim()),
    counts: pairs.map(([, count]) => Number(count)),
  };
}

const ONSETS = ['B', 'C', 'D', 'F', 'G', 'H', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'W', 'Br', 'Tr'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'y'];
const MIDDLES = ['l', 'n', 'r', 's', 'd', 'm', 'll', 'nn', 'th', 'v'];
const ENDS = ['a', 'en', 'ia', 'is', 'on', 'ys', 'er', 'wyn', 'ard', 'els'];

/** So many names of made-up syllables; the nth most frequent is given 1 ÷ (n + shift) as often. */
function makeNames(howMany: number, stride: number, shift: number): NameCounts {
  const names = Array.from({length: howMany}, (_, i) => {
    const n = (i * stride) % (ONSETS.length * VOWELS.length * MIDDLES.length * ENDS.length);
    const onset = ONSETS[n % 16] ?? '';
    const vowel = VOWELS[Math.floor(n / 16) % 8] ?? '';
    const middle = MIDDLES[Math.floor(n / 128) % 10] ?? '';
    return `${onset}${vowel}${middle}${ENDS[Math.floor(n / 1280) % 10] ?? ''}`;
  });
  return {names, counts: names.map((_, i) => Math.round(1e7 / (i + 1 + shift)))};
}

export function nameLists(): NameLists {
  if (!Object.values(FILES).every((file) => existsSync(join(NAMES, file)))) {
    return {
      surnames: makeNames(6700, 4211, 5),
      firstNames: makeNames(7300, 7919, 20),
      source: 'built-in syllables',
    };
  }
  const [women, men] = [readNames(FILES.women), readNames(FILES.men)];
  return {
    surnames: readNames(FILES.surnames),
    firstNames: {
      names: [...women.names, ...men.names],
      counts: [...women.counts, ...men.counts],
    },
    source: 'shared name files',
  };
}
