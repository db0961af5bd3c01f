/** The access review: every entry once, in order, past every rule that is switched on. */

import type {Entry} from '../audit/entry.ts';
import {WorkingDays} from './calendar.ts';
import {type Flag, flagOf} from './flag.ts';
import type {OpenJobs} from './open-jobs.ts';
import type {Rule} from './rule.ts';
import {BeforeExpiry} from './rules/before-expiry.ts';
import {CloseRelease} from './rules/close-release.ts';
import {Dormant} from './rules/dormant.ts';
import {FirstUse} from './rules/first-use.ts';
import {Gaps} from './rules/gaps.ts';
import {KeyUse} from './rules/key-use.ts';
import {NearCohorts} from './rules/near-cohorts.ts';
import {OutOfHours} from './rules/out-of-hours.ts';
import {Pairs} from './rules/pairs.ts';
import {Probing} from './rules/probing.ts';
import {Refusals} from './rules/refusals.ts';
import {Volume} from './rules/volume.ts';
import {type AccessRules, type RuleLine, SEVERITIES} from './rules-file.ts';
import {Watch} from './sighting.ts';

/** What the review itself writes is a consequence of what it saw, and not looked at again. */
const OWN = new Set(['ACCESS_FLAGGED', 'ACCESS_REPORT_MADE']);

export class AccessReview {
  readonly #watch: Watch;
  readonly #rules: readonly {readonly line: RuleLine; readonly rule: Rule}[];

  constructor(rules: AccessRules) {
    this.#watch = new Watch(rules);
    const workingDays = new WorkingDays(rules.bankHolidays);
    this.#rules = rules.rules
      .filter(({on}) => on)
      .map((line) => ({line, rule: ruleOf(line, workingDays, this.#watch.jobs)}));
  }

  see(entry: Entry): void {
    const sighting = this.#watch.see(entry);
    const seen = OWN.has(entry.action) ? {...sighting, isStaff: false} : sighting;
    for (const {rule} of this.#rules) rule.see(seen);
  }

  /** Every flag: the gravest first, then in the order of the log. */
  flags(): Flag[] {
    return this.#rules
      .flatMap(({line, rule}) => rule.findings().map((finding) => flagOf(line, finding)))
      .sort(bySeverity);
  }
}

export const bySeverity = (a: Flag, b: Flag): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  (a.entries[0] ?? 0) - (b.entries[0] ?? 0) ||
  (a.id < b.id ? -1 : 1);

function ruleOf(line: RuleLine, workingDays: WorkingDays, jobs: OpenJobs): Rule {
  switch (line.id) {
    case 'AR01':
      return new OutOfHours(line.parameters, workingDays);
    case 'AR02':
      return new FirstUse();
    case 'AR03':
      return new Volume(line.parameters);
    case 'AR04':
      return new NearCohorts(line.parameters);
    case 'AR05':
      return new Probing(line.parameters);
    case 'AR06':
      return new BeforeExpiry(line.parameters);
    case 'AR07':
      return new Refusals(line.parameters);
    case 'AR08':
      return new Dormant(line.parameters);
    case 'AR09':
      return new Pairs(line.parameters);
    case 'AR10':
      return new KeyUse();
    case 'AR11':
      return new Gaps(line.parameters, jobs);
    case 'AR12':
      return new CloseRelease(line.parameters);
  }
}
