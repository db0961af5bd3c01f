/** The panel report: a function of the first entries of a log, and of the rules; it knows no clock. */

import {canonicalJson, type Json} from '../../../kernel/canonical-json.ts';
import {dayNumber, dayOf, type Instant} from '../../../kernel/dates.ts';
import {digestOf} from '../../../kernel/digests.ts';
import {Defect} from '../../../kernel/errors.ts';
import type {Entry} from '../../audit/entry.ts';
import {CompactRange, foldPeaks, leafHash} from '../../audit/tree/merkle.ts';
import type {Flag} from '../flag.ts';
import {FlagRecords} from '../flag-records.ts';
import type {StandingGrant} from '../grants-in-log.ts';
import {queueOf} from '../queue.ts';
import {AccessReview} from '../review.ts';
import type {AccessRules} from '../rules-file.ts';
import {ReportFacts} from './facts.ts';
import {reportMarkdown} from './markdown.ts';
import {reportPage} from './page.ts';
import type {PanelReport} from './panel-report.ts';
import {reportDocument} from './sections.ts';

/** The names and texts of the report's files. */
export type ReportFiles = ReadonlyMap<string, string>;

/** @param entries those that the report is about, from the first */
export async function collectReport(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  rules: AccessRules,
  origin: string,
): Promise<PanelReport> {
  const review = new AccessReview(rules);
  const records = new FlagRecords();
  const facts = new ReportFacts();
  const tree = new CompactRange();
  for await (const entry of entries) {
    review.see(entry);
    records.see(entry);
    facts.see(entry);
    // A verified log stores the one sequence of bytes that an entry has.
    tree.append(leafHash(Buffer.from(canonicalJson(entry as unknown as Json))));
  }
  const {firstAt, lastAt, size} = facts;
  if (firstAt === null || lastAt === null) {
    throw new Defect('LOG_BROKEN', [{where: 'audit log', what: 'has no entries'}]);
  }
  const seen = review.flags();
  const flags = queueOf(seen, records, rules, lastAt);
  const people = facts.people.list(outOfHours(seen, rules));
  return {
    v: 1,
    log: {origin, size, root: foldPeaks(tree.peaks()).toString('base64')},
    period: {firstAt, lastAt},
    rulesDigest: digestOf(decimalsAsText(rules)),
    rules: rules.rules.map(({id, title, on}) => ({
      id,
      title,
      on,
      flags: flags.filter(({rule}) => rule === id).length,
    })),
    staff: people.length,
    counts: facts.acts,
    people,
    datasets: facts.datasets.list(),
    projects: facts.projects.list(),
    purposes: facts.purposes.list(),
    flags,
    released: facts.released,
    optOuts: [...facts.optOuts.values()].sort((a, b) => (a.dataset < b.dataset ? -1 : 1)),
    lapseDays: rules.lapseDays,
    lapsing: lapsing(facts.grants.all(), lastAt, rules.lapseDays),
    witnesses: [...facts.cosigned.values()].sort((a, b) => (a.witness < b.witness ? -1 : 1)),
  };
}

/** Acts outside office hours by person, as the rule counts them; null where the rule is off. */
function outOfHours(
  flags: readonly Flag[],
  {rules}: AccessRules,
): ReadonlyMap<string, number> | null {
  if (!rules.some(({id, on}) => id === 'AR01' && on)) return null;
  const counts = new Map<string, number>();
  for (const {actors, count} of flags.filter(({rule}) => rule === 'AR01')) {
    for (const actor of actors) counts.set(actor, (counts.get(actor) ?? 0) + count);
  }
  return counts;
}

function lapsing(
  grants: readonly StandingGrant[],
  lastAt: Instant,
  lapseDays: number,
): StandingGrant[] {
  const until = dayNumber(dayOf(lastAt)) + lapseDays;
  return grants
    .filter(({validTo}) => validTo !== null && dayNumber(validTo) <= until)
    .sort((a, b) => ((a.validTo ?? '') + a.grant < (b.validTo ?? '') + b.grant ? -1 : 1));
}

/** Canonical JSON holds whole numbers; a robust z of 3.5 is said as text. */
const decimalsAsText = (rules: AccessRules): Json =>
  JSON.parse(
    JSON.stringify(rules, (_, value: unknown) =>
      typeof value === 'number' && !Number.isSafeInteger(value) ? `number:${value}` : value,
    ),
  ) as Json;

/** The three forms of a report. */
export function reportFiles(report: PanelReport): ReportFiles {
  const document = reportDocument(report);
  const mapsAsObjects = (_: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries([...value].sort()) : value;
  return new Map([
    ['access-review.md', reportMarkdown(document)],
    ['access-review.html', reportPage(document)],
    ['access-review.json', `${JSON.stringify(report, mapsAsObjects, 2)}\n`],
  ]);
}
