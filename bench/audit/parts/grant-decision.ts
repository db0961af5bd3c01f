/** How long it takes to decide an access: 20 datasets, 200 columns each, 50 people, and all that they rest on. */

import {decideAccess, parseGrants} from '../../../src/assurance/approval/grant.ts';
import type {IsoDay} from '../../../src/kernel/dates.ts';
import type {Bench} from '../bench.ts';

const DATASETS = 20;
const COLUMNS = 200;
const PEOPLE = 50;
const DECISIONS = 20_000;
const ASKED_MS = 1;
const TODAY = '2026-06-01' as IsoDay;

export async function grantDecision(bench: Bench): Promise<void> {
  const project = parseGrants(JSON.stringify(largeProject()));
  const columns = project.grants[0]?.columns ?? [];
  const latencies = new Float64Array(DECISIONS);
  let allowed = 0;
  for (let n = 0; n < DECISIONS; n++) {
    // Every third reader has training that ran out, and every seventh asks for a column too many.
    const reader = `researcher:r${n % PEOPLE}`;
    const asked = n % 7 === 0 ? [...columns, 'not_granted'] : columns;
    const start = performance.now();
    const decision = decideAccess(project, `dataset_${n % DATASETS}`, asked, {
      today: TODAY,
      reader,
    });
    latencies[n] = performance.now() - start;
    if (decision.allowed) allowed++;
    const isRight = decision.allowed === (n % 7 !== 0 && (n % PEOPLE) % 3 !== 0);
    if (!isRight) bench.require(false, `decision ${n} on an access`);
  }
  bench.require(allowed > 0 && allowed < DECISIONS, `${allowed} of ${DECISIONS} accesses allowed`);
  latencies.sort();
  const at = (share: number) => latencies[Math.floor(share * (DECISIONS - 1))] ?? 0;
  console.log(
    `${DATASETS} datasets × ${COLUMNS} columns, ${PEOPLE} people, ${project.elements.length} elements: ` +
      `p50 ${at(0.5).toFixed(4)} ms, p99 ${at(0.99).toFixed(4)} ms, longest ${at(1).toFixed(3)} ms; ` +
      `asked p99 ≤ ${ASKED_MS} ms: ${at(0.99) <= ASKED_MS ? 'met' : 'SHORT'}`,
  );
}

const range = (n: number) => [...Array(n).keys()];

function largeProject() {
  const columns = range(COLUMNS).map((n) => `column_${n}`);
  return {
    project: 'PRJ-1',
    title: 'A large project',
    application: 'APP-1 v7',
    purpose: 'HMB',
    legalBasis: ['uk-gdpr:6.1.e', 'uk-gdpr:9.2.j', 's251'],
    people: range(PEOPLE).map((n) => `researcher:r${n}`),
    elements: [
      ...['the ethics opinion', 'the data sharing contract'].map((what) => ({
        what,
        validTo: '2029-12-31',
        renewedBy: 'whoever gave it',
      })),
      ...range(PEOPLE).flatMap((n) =>
        ['confidentiality', 'statistics', 'security'].map((course) => ({
          what: `the training of researcher:r${n} in ${course}`,
          validTo: n % 3 === 0 && course === 'statistics' ? '2026-05-31' : '2029-12-31',
          actor: `researcher:r${n}`,
          renewedBy: 'the training provider',
        })),
      ),
    ],
    grants: range(DATASETS).map((n) => ({
      id: `APP-1/v7/dataset_${n}`,
      dataset: `dataset_${n}`,
      columns,
      controller: `controller-${n}`,
      validFrom: '2026-01-01',
      validTo: '2029-12-31',
    })),
  };
}
