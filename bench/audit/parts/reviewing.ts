/** The access review: how fast, how much memory, and whether it finds every case that was planted. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {MadeEntry} from '../../../fixtures/audit/entries.ts';
import {MadeLog} from '../../../fixtures/audit/make.ts';
import {AccessReview} from '../../../src/assurance/review/review.ts';
import {type AccessRules, parseAccessRules} from '../../../src/assurance/review/rules-file.ts';
import {reviewLog} from '../../../src/assurance/review/run.ts';
import {exists} from '../../../src/engine/files.ts';
import {ROOT} from '../../journey/measure.ts';
import {appendAll, type Bench, count} from '../bench.ts';

const ASKED_SECONDS = 60;
const CALLERS = 512;
const CASES = 20;
/** Entries are made in pieces, outside the clock, so that the rules alone are measured. */
const PIECE = 10_000;

export async function reviewing(bench: Bench): Promise<void> {
  const rules = parseAccessRules(
    await readFile(join(ROOT, 'governance', 'access-rules.yaml'), 'utf8'),
  );
  overMadeLog(bench, rules);
  await overStoredLog(bench, rules);
}

/** Two years of a made-up environment, with its truth kept apart. */
function overMadeLog(bench: Bench, rules: AccessRules): void {
  const {bankHolidays} = rules;
  const made = new MadeLog({entries: bench.entries, seed: 1, bankHolidays, cases: CASES});
  const review = new AccessReview(rules);
  let milliseconds = 0;
  let entries = 0;
  let piece: MadeEntry[] = [];
  const seePiece = (): void => {
    const start = performance.now();
    for (const entry of piece) review.see(entry);
    milliseconds += performance.now() - start;
    entries += piece.length;
    piece = [];
  };
  for (const entry of made.entries()) {
    piece.push(entry);
    if (piece.length === PIECE) seePiece();
  }
  seePiece();
  const flags = review.flags();
  const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
  console.log(
    `${count(entries)} made-up entries past 12 rules in ${(milliseconds / 1000).toFixed(1)} s, ` +
      `${gibibytes.toFixed(2)} GiB at most`,
  );
  for (const {id} of rules.rules) {
    const cases = made.truth.filter(({rule}) => rule === id);
    const mine = flags.filter(({rule}) => rule === id);
    const flagged = new Set(mine.flatMap((flag) => flag.entries));
    const planted = new Set(cases.flatMap((one) => one.entries));
    const found = cases.filter((one) => one.entries.some((index) => flagged.has(index))).length;
    const without = mine.filter((flag) => !flag.entries.some((index) => planted.has(index))).length;
    const rate = ((without / entries) * 1e6).toFixed(0);
    console.log(
      `${id}: ${found} of ${cases.length} cases found; ` +
        `${mine.length} flags, ${without} without a case (${rate} in a million entries)`,
    );
    bench.require(found === cases.length, `${id} missed ${cases.length - found} planted cases`);
  }
}

/** The whole act, as the command does it: verified, read, reviewed, and flags appended. */
async function overStoredLog(bench: Bench, rules: AccessRules): Promise<void> {
  const directory = bench.path('log');
  const isThere = await exists(join(directory, 'checkpoint'));
  const log = await bench.openLog(directory);
  if (!isThere) await appendAll(log, bench.entries - 1, CALLERS);
  await log.publish();
  const start = performance.now();
  const {size} = await reviewLog(directory, rules, log, {now: () => Date.now()});
  const seconds = (performance.now() - start) / 1000;
  await log.close();
  const perMillion = (seconds / size) * 1e6;
  console.log(
    `${count(size)} stored entries verified and reviewed in ${seconds.toFixed(1)} s: ` +
      `${perMillion.toFixed(1)} s a million; ` +
      `asked < ${ASKED_SECONDS} s: ${perMillion < ASKED_SECONDS ? 'met' : 'SHORT'}`,
  );
}
