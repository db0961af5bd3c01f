/** Random people do random things with an application: no walk ends where the rules do not lead (governance G2). */

import {describe, expect, it} from 'vitest';
import {
  decideAmendment,
  startAmendment,
  voteOnAmendment,
  withdrawAmendment,
} from '../../src/assurance/approval/acts/amend.ts';
import {editAnswers, submit} from '../../src/assurance/approval/acts/apply.ts';
import {confirmAnswers} from '../../src/assurance/approval/acts/confirm.ts';
import {
  askForClarity,
  close,
  resume,
  suspend,
  withdraw,
} from '../../src/assurance/approval/acts/officer.ts';
import {renew} from '../../src/assurance/approval/acts/renew.ts';
import {
  acknowledge,
  askBody,
  type Ballot,
  decideBody,
  declareConflict,
  dischargeCondition,
  rejectSuspended,
  resumeBody,
  suspendBody,
  vote,
} from '../../src/assurance/approval/acts/review.ts';
import {overrideConflict, scope} from '../../src/assurance/approval/acts/scope.ts';
import type {
  Application,
  HistoryEvent,
} from '../../src/assurance/approval/application/application.ts';
import type {Change} from '../../src/assurance/approval/application/change.ts';
import {entryOf} from '../../src/assurance/approval/records/entries.ts';
import {entryBytes, readEntry} from '../../src/assurance/audit/entry.ts';
import {monitorEntries} from '../../src/assurance/review/monitor/monitor.ts';
import {dayFromNumber, dayNumber, dayOf} from '../../src/kernel/dates.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {Refusal} from '../../src/kernel/errors.ts';
import {
  APPLICANT,
  approved,
  fileOf,
  Life,
  OFFICER,
  QUORUM,
  submitted,
} from '../unit/assurance/approval/support/life.ts';
import {
  ANSWERS,
  bodyOf,
  DEATHS,
  PEOPLE,
  POLICY,
  QUESTION_IDS,
  SAMPLES,
  VISITS,
} from '../unit/assurance/approval/support/small-policy.ts';
import {IDENTITY} from '../unit/assurance/support/logs.ts';

const WALKS = 10_000;
const LONGEST_WALK = 24;
/** Every so many walks are read by the monitor too. */
const MONITORED = 20;

/** Tommy Ettinger's mulberry32: the same walks on every machine. */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  return {below, pick};
}
type Random = ReturnType<typeof randomFrom>;

const BODIES = [...POLICY.bodies.keys()];
const MEMBERS = [...POLICY.bodies.values()].flatMap(({members}) => members.map((one) => one.actor));
const ANYBODY = [...MEMBERS, APPLICANT, OFFICER, 'researcher:named', 'nobody:here'];

const BALLOTS: readonly Ballot[] = [
  {vote: 'approve', because: 'it is right', conditions: []},
  {vote: 'approve', because: 'it is right', conditions: []},
  {vote: 'approve', because: 'it is right', conditions: []},
  {vote: 'reject', because: 'it is wrong', conditions: []},
  {
    vote: 'approve_with_conditions',
    because: 'with care',
    conditions: [{text: 'a key', when: 'before_access'}],
  },
  {
    vote: 'approve_with_conditions',
    because: 'with care',
    conditions: [{text: 'a report', when: 'during_access'}],
  },
];

const EDITS: readonly Readonly<Record<string, unknown>>[] = [
  {security: 'Another room.'},
  {budget: 'Other money.'},
  {methods: 'Other methods.'},
  {datasets: [VISITS]},
  {datasets: [VISITS, DEATHS, SAMPLES]},
  {people: [PEOPLE[0]]},
  {people: [{...PEOPLE[0], actor: 'ethics:chair', team: 'ethics'}, PEOPLE[0]]},
  {people: PEOPLE.map((one) => ({...one, accessesData: false}))},
  {'commercial-purpose': true},
  {'row-level-view': true},
  {'end-date': '2029-12-31'},
  {'ethics-opinion': {ref: 'REC-2', validTo: '2029-06-30'}},
  {},
];

/** One in three does what a quorum of the body would; the rest is anybody. */
const memberOf = (body: string, random: Random): string =>
  random.below(3) === 0 ? random.pick(ANYBODY) : random.pick(QUORUM[body] ?? ANYBODY);

type Act = (random: Random) => readonly [actor: string, work: (change: Change) => void];

const byBody =
  (act: (change: Change, body: string, random: Random) => void): Act =>
  (random) => {
    const body = random.pick(BODIES);
    return [memberOf(body, random), (change) => act(change, body, random)];
  };
const byApplicant =
  (act: (change: Change, random: Random) => void): Act =>
  (random) => [
    random.below(6) === 0 ? random.pick(ANYBODY) : APPLICANT,
    (change) => act(change, random),
  ];
const side = (random: Random) => random.pick(['officer', 'data_controller'] as const);
const REST = {earlier: [], policyHash: sha256('policy')};

const ACTS: Readonly<Record<string, Act>> = {
  scope: (random) => [random.pick([OFFICER, ...ANYBODY]), (change) => scope(change, POLICY, REST)],
  submit: byApplicant((change) => submit(change, POLICY)),
  edit: byApplicant((change, random) => editAnswers(change, fileOf(random.pick(EDITS)), POLICY)),
  confirm: byApplicant((change, random) => confirmAnswers(change, [random.pick(QUESTION_IDS)])),
  acknowledge: byBody((change, body) => acknowledge(change, bodyOf(body))),
  ask: byBody((change, body, random) =>
    askBody(change, bodyOf(body), [random.pick(bodyOf(body).questions)], 'say more'),
  ),
  conflict: byBody((change, body, random) => {
    if (random.below(4) === 0) declareConflict(change, bodyOf(body), 'a friend');
  }),
  vote: byBody((change, body, random) => vote(change, bodyOf(body), random.pick(BALLOTS))),
  wholeVote: byBody((change, body) => vote(change, bodyOf(body), BALLOTS[0] as Ballot)),
  decide: byBody((change, body) => decideBody(change, bodyOf(body))),
  discharge: byBody((change, body, random) =>
    dischargeCondition(change, bodyOf(body), 1 + random.below(2), 'it is there'),
  ),
  suspendBody: byBody((change, body) => suspendBody(change, bodyOf(body), 'a complaint')),
  resumeBody: byBody((change, body) => resumeBody(change, bodyOf(body), 'all is well')),
  rejectSuspended: byBody((change, body) => rejectSuspended(change, bodyOf(body), 'it is over')),
  override: byBody((change, body) => overrideConflict(change, POLICY, bodyOf(body), 'worth it')),
  amend: byApplicant((change, random) => {
    startAmendment(change, fileOf(random.pick(EDITS)), POLICY);
  }),
  voteOnAmendment: byBody((change, body, random) =>
    voteOnAmendment(change, 1 + random.below(2), bodyOf(body), random.pick(BALLOTS)),
  ),
  decideAmendment: byBody((change, body, random) =>
    decideAmendment(change, 1 + random.below(2), bodyOf(body), POLICY),
  ),
  withdrawAmendment: byApplicant((change) => withdrawAmendment(change, 1, 'not needed')),
  renew: byApplicant((change, random) => {
    const ahead = {'end-date': dayFromNumber(dayNumber(change.today) + 700)};
    renew(change, fileOf({...ahead, ...random.pick(EDITS)}), POLICY);
  }),
  renewApprovals: byApplicant((change) => renew(change, fileOf({}), POLICY)),
  askForClarity: (random) => [
    OFFICER,
    (change) => askForClarity(change, [random.pick(QUESTION_IDS)], 'say more'),
  ],
  suspend: (random) => [OFFICER, (change) => suspend(change, side(random), 'a breach')],
  resume: (random) => [
    random.pick([OFFICER, ...ANYBODY]),
    (change) => resume(change, side(random), 'all is well'),
  ],
  withdraw: byApplicant((change, random) => {
    if (random.below(5) === 0) withdraw(change, 'no money');
  }),
  close: byApplicant((change, random) => {
    if (random.below(5) === 0) close(change, 'applicant', random.below(2) === 0);
  }),
  time: () => ['system:timer', () => undefined],
};
const NAMES = Object.keys(ACTS);

const nearlyApproved = () =>
  ['ethics', 'panel', 'hospital', 'registry'].reduce(
    (life, body) => life.approve(body),
    submitted(),
  );

const amendedOnce = () => approved().amend({security: 'A third room.'});
/** Outlasts the approvals of its bodies. */
const LASTING = {
  ...ANSWERS,
  'end-date': '2030-12-31',
  'ethics-opinion': {ref: 'REC-1', validTo: '2030-12-31'},
  contract: {ref: 'DSA-1', validTo: '2030-12-31'},
};

/** Where walks begin: the rarer states would hardly be reached otherwise. */
const STARTS: readonly (() => Life)[] = [
  () => new Life(),
  () => new Life({...ANSWERS, 'commercial-purpose': true}).scope(),
  () => submitted(),
  () => nearlyApproved().acknowledge('host'),
  () => nearlyApproved().approve('host', BALLOTS[4]),
  () => nearlyApproved().approve('host', BALLOTS[5]),
  () => approved(),
  () => amendedOnce(),
  () =>
    amendedOnce().act('hospital:guardian', (change) =>
      voteOnAmendment(change, 1, bodyOf('hospital'), BALLOTS[0] as Ballot),
    ),
  () =>
    approved(LASTING)
      .on('2028-03-03')
      .act('system:timer', () => undefined),
  () =>
    approved()
      .on('2027-07-01')
      .act('system:timer', () => undefined),
  () =>
    approved()
      .on('2028-01-01')
      .act('system:timer', () => undefined),
];

const OPEN_STATES: readonly string[] = ['approved', 'approved_with_conditions'];
/** By hand, not by the code that is tested. */
const mustDecide = ({answers}: Application): readonly string[] => {
  const asked = (answers.datasets?.value ?? []) as readonly {dataset: string}[];
  const controller = {visit: 'hospital', death: 'registry', sample: 'lab'} as const;
  return [
    'ethics',
    'panel',
    'host',
    ...asked.map(({dataset}) => controller[dataset as keyof typeof controller]),
  ];
};

function check({application, grants}: Life, before: Life): void {
  const {state, bodies, history} = application;
  const standing = new Map(bodies.map((one) => [one.body, one]));
  if (OPEN_STATES.includes(state)) {
    for (const body of mustDecide(application))
      if (!OPEN_STATES.includes(standing.get(body)?.state ?? ''))
        expect.fail(`${state} while ${body} is ${standing.get(body)?.state ?? 'not asked'}`);
    if (application.holds.length > 0) expect.fail(`${state} while held`);
  }
  const undischarged = bodies.some(({conditions}) =>
    conditions.some((one) => one.when === 'before_access' && !one.discharged),
  );
  const mayRead = OPEN_STATES.includes(state) && !undischarged;
  if ((grants?.standing.state === 'in_force') !== mayRead)
    expect.fail(`${state}, grants ${grants?.standing.state}, open conditions ${undischarged}`);
  if (grants && mayRead) {
    const asked = (application.answers.datasets?.value ?? []) as readonly {dataset: string}[];
    expect(grants.grants.map(({dataset}) => dataset)).toEqual(asked.map(({dataset}) => dataset));
  }
  if (application.version < before.application.version) expect.fail('a version fell');
  if ((grants?.version ?? 0) < (before.grants?.version ?? 0)) expect.fail('grants fell');
  if (history.length < before.application.history.length) expect.fail('history fell');
  for (const event of history.slice(before.application.history.length))
    checkEvent(event, application);
}

/** What a body decided was decided by enough members who may, and by most of them. */
function checkEvent({event, body: id, because}: HistoryEvent, application: Application): void {
  if (!['BODY_APPROVED', 'BODY_APPROVED_WITH_CONDITIONS'].includes(event) || id === undefined)
    return;
  if (because?.startsWith('accepted amendment')) return;
  const review = application.bodies.find(({body}) => body === id);
  const {members, quorum} = bodyOf(id);
  const conflicted = new Set(review?.conflicts.map(({member}) => member));
  const people = (application.answers.people?.value ?? []) as readonly {actor: string}[];
  const own = new Set([APPLICANT, ...people.map(({actor}) => actor)]);
  const counted = (review?.votes ?? []).filter(({by}) => !conflicted.has(by));
  if (counted.some(({by}) => own.has(by))) expect.fail('somebody decided for themselves');
  if (counted.some(({by}) => !members.some(({actor}) => actor === by)))
    expect.fail('a stranger voted');
  if (new Set(counted.map(({by}) => by)).size < counted.length) expect.fail('a vote twice');
  if (counted.length < quorum.members) expect.fail(`${id} decided with ${counted.length}`);
  const rejects = counted.filter(({vote: said}) => said === 'reject').length;
  if (rejects * 2 > counted.length) expect.fail(`${id} approved against its majority`);
}

/** Each life of the history, from state to state, without a gap. */
function replay({history, state, bodies, amendments}: Application): void {
  const at = new Map<string, string>([['application', 'draft']]);
  let time = '';
  for (const [i, event] of history.entries()) {
    if (event.n !== i + 1) expect.fail('events are not counted through');
    if (event.at < time) expect.fail('an event before the one before it');
    time = event.at;
    if (event.from === undefined) continue;
    const life =
      event.body !== undefined
        ? `body ${event.body}`
        : event.amendment !== undefined
          ? `amendment ${event.amendment}`
          : 'application';
    const was = at.get(life) ?? 'draft';
    // A scoping that became void takes the bodies with it; the next one starts them anew.
    if (was !== event.from && !(life.startsWith('body') && event.from === 'draft'))
      expect.fail(`${life} went from ${event.from}, and was ${was}`);
    at.set(life, event.to ?? '');
  }
  expect(at.get('application')).toBe(state);
  for (const one of bodies) expect(at.get(`body ${one.body}`) ?? 'draft').toBe(one.state);
  for (const one of amendments) expect(at.get(`amendment ${one.id}`)).toBe(one.state);
}

/** The history as the log would have it, read by the monitor, which has its own way of looking. */
async function expectMonitored(application: Application): Promise<void> {
  const announced = {application: sha256('file'), grants: null};
  const entries = application.history.map((event, seq) => {
    const draft = entryOf(application, event, announced, undefined);
    const entry = readEntry(entryBytes(draft, IDENTITY, {seq, ts: event.at}));
    return typeof entry === 'string' ? expect.fail(entry) : entry;
  });
  const {discrepancies} = await monitorEntries(entries, {});
  expect(discrepancies).toEqual([]);
}

const copyOf = (life: Life): Life => Object.assign(Object.create(Life.prototype) as Life, life);

describe('an application', () => {
  it(`keeps every rule on ${WALKS.toLocaleString('en-GB')} random walks`, async () => {
    const starts = STARTS.map((start) => start());
    for (const start of starts) {
      check(start, new Life());
      replay(start.application);
    }
    const reached = new Map<string, number>();
    const allowed = new Map<string, number>();
    for (let walk = 0; walk < WALKS; walk++) {
      const random = randomFrom(walk);
      const life = copyOf(random.pick(starts));
      // Each walk does without some acts, so that others come together more often.
      const names = NAMES.filter((name) => name === 'time' || random.below(2) === 0);
      const acts = 1 + random.below(LONGEST_WALK);
      for (let n = 0; n < acts; n++) {
        const name = random.pick(names);
        const [actor, work] = (ACTS[name] as Act)(random);
        const days = random.below(25) === 0 ? random.below(400) : random.below(3);
        life.on(dayFromNumber(dayNumber(dayOf(life.at)) + days));
        const before = copyOf(life);
        try {
          life.act(actor, work);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          continue;
        }
        allowed.set(name, (allowed.get(name) ?? 0) + 1);
        check(life, before);
      }
      replay(life.application);
      if (walk % MONITORED === 0) await expectMonitored(life.application);
      reached.set(life.application.state, (reached.get(life.application.state) ?? 0) + 1);
    }
    // Walks that never leave the first states would prove nothing.
    expect([...reached.keys()].sort()).toEqual([
      'approved',
      'approved_with_conditions',
      'clarify',
      'closed',
      'draft',
      'expired',
      'rejected',
      'scoped',
      'submitted',
      'suspended',
      'under_review',
      'withdrawn',
    ]);
    expect(NAMES.filter((name) => !allowed.has(name))).toEqual([]);
  }, 60_000);
});
