import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {AuditLog} from '../../../../src/assurance/audit/log.ts';
import {
  caseFile,
  keepCaseFile,
  openBatch,
  sealBatch,
} from '../../../../src/assurance/keys/reidentification/batch.ts';
import {readCase, readCases} from '../../../../src/assurance/keys/reidentification/cases.ts';
import {
  type Acting,
  decideApproval,
  decideClosing,
  decideExecution,
  decideRefusal,
  decideRequest,
  decideTracing,
  hasLapsed,
  MAX_BATCH,
  type NewRequest,
  REASONS,
} from '../../../../src/assurance/keys/reidentification/decisions.ts';
import {newIdentity} from '../../../../src/engine/sealing.ts';
import {dayFromNumber, dayNumber, type IsoDay} from '../../../../src/kernel/dates.ts';
import type {Decision} from '../../../../src/kernel/decisions.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {failureOf, IDENTITY, quietEffects, temporaryFolder} from '../support/logs.ts';

const TODAY = '2026-01-05' as IsoDay;
const inDays = (days: number): IsoDay => dayFromNumber(dayNumber(TODAY) + days);
const pseudonyms = (count: number) =>
  Array.from({length: count}, (_, i) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`);

const REQUEST: NewRequest = {
  project: 'P001',
  reason: 'PATIENT_SAFETY',
  recipient: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  validTo: inDays(14),
  pseudonyms: pseudonyms(2),
};

const BODIES: Readonly<Record<string, readonly string[]>> = {
  'panel:first': ['panel'],
  'panel:second': ['panel'],
  'controller:first': ['controller'],
  'both:one': ['panel', 'controller'],
  'researcher:one': ['panel'],
};
const bodiesOf = (actor: string): readonly string[] => BODIES[actor] ?? [];
const acting = (actor: string, role = 'body_member', today = TODAY): Acting => ({
  ...{actor, role, today},
});
const reasonsOf = (decision: Decision): readonly string[] =>
  decision.allowed ? [] : decision.reasons.map(({code, because}) => `${code}: ${because}`);
const codesOf = (decision: Decision): readonly string[] =>
  decision.allowed ? [] : [...new Set(decision.reasons.map(({code}) => code))];

const ID = 'RI-1';
const about = [{type: 'reidentification', id: ID}];

/** A home whose log holds these steps of a case, each by an actor; bodies are those of the table. */
async function homeWith(steps: readonly (readonly [EntryDraft['action'], string])[]) {
  const home = temporaryFolder();
  mkdirSync(join(home, 'audit'), {recursive: true});
  const effects = quietEffects();
  const batch = await sealBatch('P001', REQUEST.pseudonyms, REQUEST.recipient, effects);
  const write = async (actor: string, draft: EntryDraft) => {
    const log = await AuditLog.open(join(home, 'audit'), {...IDENTITY, actor}, effects);
    await log.append(draft);
    await log.close();
  };
  await write('researcher:one', {
    action: 'REIDENTIFICATION_REQUESTED',
    project: 'P001',
    objects: [
      ...about,
      {type: 'reason', id: REQUEST.reason},
      {type: 'valid-to', id: REQUEST.validTo},
      {type: 'recipient', id: REQUEST.recipient},
    ],
    outputHashes: [batch.digest],
    commits: {batch: batch.commitment},
    rows: 2,
  });
  for (const [action, actor] of steps) {
    const bodies = bodiesOf(actor).map((id) => ({type: 'body', id}));
    await write(actor, {action, project: 'P001', objects: [...about, ...bodies]});
  }
  const log = await AuditLog.open(join(home, 'audit'), IDENTITY, effects);
  return {home, log, read: () => readCase(ID, home, log)};
}

const caseAfter = async (...steps: readonly (readonly [EntryDraft['action'], string])[]) =>
  (await homeWith(steps)).read();

const ENDORSED = ['REIDENTIFICATION_ENDORSED', 'panel:first'] as const;
const AUTHORISED = ['REIDENTIFICATION_AUTHORISED', 'controller:first'] as const;

describe('a request to learn who pseudonyms are', () => {
  it('is taken for each reason of the list, for one pseudonym up to fifty, for a day up to fourteen', () => {
    for (const reason of REASONS) {
      expect(decideRequest({...REQUEST, reason}, TODAY)).toEqual({allowed: true});
    }
    const least = {...REQUEST, validTo: TODAY, pseudonyms: pseudonyms(1)};
    const most = {...REQUEST, validTo: inDays(14), pseudonyms: pseudonyms(MAX_BATCH)};
    for (const one of [least, most]) expect(decideRequest(one, TODAY)).toEqual({allowed: true});
  });

  it.each<[string, Partial<NewRequest>, RegExp]>([
    ['no pseudonym', {pseudonyms: []}, /1 to 50 pseudonyms, this has 0/],
    ['too many', {pseudonyms: pseudonyms(51)}, /this has 51/],
    ['one twice', {pseudonyms: [...pseudonyms(2), ...pseudonyms(1)]}, /twice/],
    ['what is no pseudonym', {pseudonyms: ['9434765919']}, /1 lines are not pseudonyms/],
    ['a reason of its own', {reason: 'CURIOSITY'}, /PATIENT_SAFETY/],
    ['an end after fourteen days', {validTo: inDays(15)}, /within 14 days/],
    ['an end that has passed', {validTo: inDays(-1)}, /within 14 days/],
    ['no day as its end', {validTo: 'soon'}, /within 14 days/],
    ['nobody to open the result', {recipient: 'AGE-SECRET-KEY-1'}, /no age recipient/],
    ['a project that is a path', {project: '../P'}, /project/],
  ])('is refused with %s', (_, change, because) => {
    const [reason = '', ...others] = reasonsOf(decideRequest({...REQUEST, ...change}, TODAY));
    expect(reason).toMatch(because);
    expect(reason).toMatch(/^REIDENTIFICATION_INVALID/);
    expect(reason).not.toContain('9434765919');
    expect(others).toEqual([]);
  });

  it('is told every reason against it', () => {
    const change = {reason: 'x', recipient: 'x', validTo: 'x', pseudonyms: ['x', 'x']};
    expect(reasonsOf(decideRequest({...REQUEST, ...change}, TODAY))).toHaveLength(5);
  });
});

describe('a case', () => {
  it('is what the log tells, step by step', async () => {
    const one = await caseAfter(ENDORSED, AUTHORISED);
    expect(one).toMatchObject({
      id: ID,
      project: 'P001',
      requester: 'researcher:one',
      reason: 'PATIENT_SAFETY',
      state: 'authorised',
      result: null,
    });
    expect(one.steps.map(({state, by, bodies}) => [state, by, ...bodies])).toEqual([
      ['requested', 'researcher:one'],
      ['endorsed', 'panel:first', 'panel'],
      ['authorised', 'controller:first', 'controller'],
    ]);
  });

  it('is not moved by an entry that may not follow', async () => {
    const skipped = await caseAfter(AUTHORISED);
    expect(skipped.state).toBe('requested');
    const twice = await caseAfter(ENDORSED, ['REIDENTIFICATION_ENDORSED', 'both:one']);
    expect(twice.steps).toHaveLength(2);
    const after = await caseAfter(['REIDENTIFICATION_REFUSED', 'panel:first'], ENDORSED);
    expect(after.state).toBe('refused');
  });

  it('is unknown when the log does not have it, whatever files say', async () => {
    const {home, log} = await homeWith([]);
    mkdirSync(join(home, 'governance', 'reidentification'), {recursive: true});
    writeFileSync(caseFile(home, 'RI-2', 'batch'), 'x');
    expect((await failureOf(readCase('RI-2', home, log))).code).toBe('REIDENTIFICATION_UNKNOWN');
    expect([...(await readCases(home, log)).keys()]).toEqual([ID]);
  });
});

describe('two approvers', () => {
  it('of different bodies, neither the requester, are enough', async () => {
    const asked = await caseAfter();
    const endorsed = await caseAfter(ENDORSED);
    const authorised = await caseAfter(ENDORSED, AUTHORISED);
    const yes = {allowed: true};
    expect(decideApproval(asked, 'endorsed', acting('panel:first'), bodiesOf)).toEqual(yes);
    const second = acting('controller:first', 'data_controller');
    expect(decideApproval(endorsed, 'authorised', second, bodiesOf)).toEqual(yes);
    expect(decideTracing(authorised, acting('engineer:one'))).toEqual(yes);
    const custodian = acting('custodian:one', 'ttp_custodian');
    expect(decideExecution(authorised, custodian)).toEqual(yes);
    expect(decideRefusal(asked, acting('panel:first'), bodiesOf)).toEqual(yes);
  });

  it.each([
    ['the same person', 'panel:first'],
    ['two of the same body', 'panel:second'],
    ['one who is in the first one’s body as well', 'both:one'],
    ['one of no body', 'nobody:one'],
    ['the requester', 'researcher:one'],
  ])('are not %s', async (_, actor) => {
    const endorsed = await caseAfter(ENDORSED);
    const decision = decideApproval(endorsed, 'authorised', acting(actor), bodiesOf);
    expect(codesOf(decision)).toEqual(['REIDENTIFICATION_NOT_FIT']);
  });

  it('do not count when they wrote into the log what they may not', async () => {
    const custodian = acting('custodian:one', 'ttp_custodian');
    for (const [first, second] of [
      ['panel:first', 'panel:second'],
      ['panel:first', 'panel:first'],
      ['panel:first', 'both:one'],
      ['researcher:one', 'controller:first'],
      ['panel:first', 'researcher:one'],
      ['nobody:one', 'controller:first'],
      ['panel:first', 'nobody:one'],
    ] as const) {
      const one = await caseAfter(
        ['REIDENTIFICATION_ENDORSED', first],
        ['REIDENTIFICATION_AUTHORISED', second],
      );
      expect(one.state).toBe('authorised');
      for (const decision of [decideExecution(one, custodian), decideTracing(one, custodian)]) {
        expect([first, second, ...codesOf(decision)]).toEqual([
          ...[first, second, 'REIDENTIFICATION_NOT_FIT'],
        ]);
      }
    }
  });

  it('act in their own role, not as researchers or operators', async () => {
    const asked = await caseAfter();
    for (const role of ['researcher', 'operator', 'system', 'ttp_custodian']) {
      const decision = decideApproval(asked, 'endorsed', acting('panel:first', role), bodiesOf);
      expect(codesOf(decision)).toEqual(['REIDENTIFICATION_NOT_FIT']);
    }
  });
});

describe('the custodian', () => {
  const custodian = acting('custodian:one', 'ttp_custodian');

  it('executes nothing that has one approver or none', async () => {
    for (const one of [await caseAfter(), await caseAfter(ENDORSED)]) {
      expect(codesOf(decideExecution(one, custodian))).toContain('REIDENTIFICATION_NOT_OPEN');
    }
  });

  it('executes nothing twice, and nothing of their own', async () => {
    const executed = await caseAfter(ENDORSED, AUTHORISED, [
      ...(['REIDENTIFICATION_EXECUTED', 'custodian:one'] as const),
    ]);
    expect(codesOf(decideExecution(executed, custodian))).toEqual(['REIDENTIFICATION_NOT_OPEN']);
    const authorised = await caseAfter(ENDORSED, AUTHORISED);
    const own = acting('researcher:one', 'ttp_custodian');
    expect(codesOf(decideExecution(authorised, own))).toEqual(['REIDENTIFICATION_NOT_FIT']);
    const engineer = acting('engineer:one', 'data_engineer');
    expect(codesOf(decideExecution(authorised, engineer))).toEqual(['REIDENTIFICATION_NOT_FIT']);
  });

  it('may act through the last day and not on the day after', async () => {
    const one = await caseAfter(ENDORSED, AUTHORISED);
    const on = (days: number) => acting('custodian:one', 'ttp_custodian', inDays(days));
    expect(decideExecution(one, on(14))).toEqual({allowed: true});
    expect(hasLapsed(one, inDays(14))).toBe(false);
    expect(reasonsOf(decideExecution(one, on(15)))[0]).toMatch(/NOT_OPEN: RI-1 lapsed/);
    expect(hasLapsed(one, inDays(15))).toBe(true);
    for (const decision of [
      decideApproval(
        await caseAfter(),
        'endorsed',
        acting('panel:first', 'body_member', inDays(15)),
        bodiesOf,
      ),
      decideRefusal(one, acting('panel:first', 'body_member', inDays(15)), bodiesOf),
    ]) {
      expect(codesOf(decision)).toContain('REIDENTIFICATION_NOT_OPEN');
    }
  });

  it('is followed by the reviewer, who closes what was executed and nothing else', async () => {
    const executed = await caseAfter(ENDORSED, AUTHORISED, [
      ...(['REIDENTIFICATION_EXECUTED', 'custodian:one'] as const),
    ]);
    const reviewer = acting('reviewer:one', 'access_reviewer', inDays(60));
    expect(hasLapsed(executed, inDays(60))).toBe(false);
    expect(decideClosing(executed, reviewer)).toEqual({allowed: true});
    const authorised = await caseAfter(ENDORSED, AUTHORISED);
    const early = acting('reviewer:one', 'access_reviewer');
    expect(codesOf(decideClosing(authorised, early))).toEqual(['REIDENTIFICATION_NOT_OPEN']);
    const custodianCloses = decideClosing(executed, acting('custodian:one', 'ttp_custodian'));
    expect(codesOf(custodianCloses)).toEqual(['REIDENTIFICATION_NOT_FIT']);
    const own = decideClosing(executed, acting('researcher:one', 'access_reviewer'));
    expect(codesOf(own)).toEqual(['REIDENTIFICATION_NOT_FIT']);
  });
});

describe('a batch', () => {
  it('opens for the store in its order, and for nobody when it is not the committed one', async () => {
    const home = temporaryFolder();
    const store = await newIdentity();
    const effects = quietEffects();
    const wanted = pseudonyms(3).reverse();
    const batch = await sealBatch('P001', wanted, store.recipient, effects);
    const path = caseFile(home, ID, 'batch');
    await keepCaseFile(path, batch.sealed);
    const known = await caseAfter();
    const one = {...known, batch: batch.commitment, sealedBatch: batch.digest};
    expect(await openBatch(one, home, store.identity)).toEqual(wanted);
    for (const pseudonym of wanted) expect(batch.sealed).not.toContain(pseudonym);
    const stranger = (await newIdentity()).identity;
    const other = await sealBatch('P001', pseudonyms(2), store.recipient, effects);
    for (const [changed, identity] of [
      [one, stranger],
      [{...one, batch: sha256('x')}, store.identity],
      [{...one, sealedBatch: other.digest}, store.identity],
      [{...one, project: 'P002'}, store.identity],
    ] as const) {
      const failure = await failureOf(openBatch(changed, home, identity));
      expect(failure.code).toBe('REIDENTIFICATION_INVALID');
    }
    await keepCaseFile(path, other.sealed);
    const failure = await failureOf(openBatch(one, home, store.identity));
    expect(failure.code).toBe('REIDENTIFICATION_INVALID');
  });
});
