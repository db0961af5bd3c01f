import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {verifyLog} from '../../../../src/assurance/audit/verify.ts';
import {decideFlag} from '../../../../src/assurance/review/decide.ts';
import {type Reviewed, reviewLog} from '../../../../src/assurance/review/run.ts';
import type {Digest} from '../../../../src/kernel/digests.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {failureOf, entriesOf as storedEntries} from '../support/logs.ts';
import {RULES} from './acts.ts';
import {logOf, openAs, SOME_ACTS} from './made-log.ts';

/** Runs the review as somebody at a moment, and then what a test does with it. */
async function review<T>(
  home: string,
  actor: string,
  at: string,
  act: (reviewed: Reviewed, log: Awaited<ReturnType<typeof openAs>>) => Promise<T> | T,
): Promise<T> {
  const log = await openAs(home, actor, at);
  try {
    const effects = {now: () => Date.parse(at)};
    return await act(await reviewLog(join(home, 'audit'), RULES, log, effects), log);
  } finally {
    await log.close();
  }
}

async function entriesIn(home: string) {
  const directory = join(home, 'audit');
  const {size} = await verifyLog(directory);
  return storedEntries(directory, size);
}

const reason = async (): Promise<{reason: Digest}> => ({reason: sha256('a reason')});

describe('the access review of a log', () => {
  it('says that it reads, and raises each flag once', async () => {
    const home = await logOf(SOME_ACTS);
    const before = (await entriesIn(home)).length;
    const first = await review(home, 'reviewer:a', '2026-01-19T10:00:00.000Z', (one) => one);
    expect(first.queue.map(({rule}) => rule)).toEqual(['AR02', 'AR01', 'AR02']);
    expect(first.raised).toBe(3);
    const again = await review(home, 'reviewer:a', '2026-01-20T10:00:00.000Z', (one) => one);
    expect(again.raised).toBe(0);
    expect(again.queue.map(({id}) => id)).toEqual(first.queue.map(({id}) => id));
    const actions = (await entriesIn(home)).slice(before).map(({action}) => action);
    expect(actions).toEqual([
      'LOG_READ',
      'ACCESS_FLAGGED',
      'ACCESS_FLAGGED',
      'ACCESS_FLAGGED',
      'LOG_READ',
    ]);
  });

  it('puts those that wait for more than 14 days first', async () => {
    const home = await logOf(SOME_ACTS);
    await review(home, 'reviewer:a', '2026-01-19T10:00:00.000Z', () => null);
    const grave = {at: '2026-01-30T10:00:00.000Z', actor: 'engineer:a'};
    await logOf([{...grave, draft: {action: 'KEY_USED', objects: [{type: 'key', id: 'k'}]}}], home);
    const soon = await review(home, 'reviewer:a', '2026-02-02T09:59:59.000Z', ({queue}) => queue);
    expect(soon.map(({rule, isOverdue}) => [rule, isOverdue])[0]).toEqual(['AR10', false]);
    const late = await review(home, 'reviewer:a', '2026-02-02T10:00:01.000Z', ({queue}) => queue);
    expect(late.map(({rule, isOverdue}) => [rule, isOverdue])).toEqual([
      ['AR02', true],
      ['AR01', true],
      ['AR02', true],
      ['AR10', false],
    ]);
  });

  it('logs a decision with its reason as a commitment, and the reviewer’s review before it', async () => {
    const home = await logOf(SOME_ACTS);
    const decide = (n: number, at: string, as: 'accept' | 'escalate') =>
      review(home, 'reviewer:a', at, ({queue, records}, log) =>
        decideFlag(
          {flag: queue[n]?.id ?? '', as, reviewer: 'reviewer:a', isReviewer: true},
          records,
          log,
          reason,
        ),
      );
    const first = await decide(0, '2026-01-19T10:00:00.000Z', 'escalate');
    const second = await decide(0, '2026-01-19T11:00:00.000Z', 'accept');
    const entries = await entriesIn(home);
    const raised = entries.find(({action}) => action === 'ACCESS_FLAGGED');
    expect(entries[first]).toMatchObject({
      action: 'ACCESS_FLAG_DECIDED',
      actor: 'reviewer:a',
      supersedes: raised?.seq,
      prevReview: null,
      commits: {reason: sha256('a reason')},
    });
    expect(entries[second]).toMatchObject({prevReview: first});
    const states = await review(home, 'reviewer:a', '2026-01-19T12:00:00.000Z', ({queue}) =>
      queue.map(({state}) => state),
    );
    expect(states).toEqual(['open', 'escalated', 'accepted']);
  });

  it('lets nobody decide a flag about themselves, and logs who tried', async () => {
    const home = await logOf(SOME_ACTS);
    const error = await review(
      home,
      'researcher:a',
      '2026-01-19T10:00:00.000Z',
      ({queue, records}, log) => {
        const about = queue.find(({actors}) => actors.includes('researcher:a'));
        const choice = {
          flag: about?.id ?? '',
          as: 'accept',
          reviewer: 'researcher:a',
          isReviewer: true,
        } as const;
        return failureOf(decideFlag(choice, records, log, reason));
      },
    );
    expect(error.code).toBe('OWN_FLAG');
    const entries = await entriesIn(home);
    expect(entries.at(-1)).toMatchObject({
      action: 'ACTOR_REFUSED',
      actor: 'researcher:a',
      decision: 'refuse',
      reasonCodes: ['OWN_FLAG'],
    });
    expect(entries.map(({action}) => action)).not.toContain('ACCESS_FLAG_DECIDED');
  });

  it('refuses a flag that nobody raised, and one that was accepted already', async () => {
    const home = await logOf(SOME_ACTS);
    const codes = await review(
      home,
      'reviewer:a',
      '2026-01-19T10:00:00.000Z',
      async ({queue, records}, log) => {
        const choice = {
          flag: 'F-000000000000',
          as: 'accept',
          reviewer: 'reviewer:a',
          isReviewer: true,
        } as const;
        const unknown = await failureOf(decideFlag(choice, records, log, reason));
        await decideFlag({...choice, flag: queue[0]?.id ?? ''}, records, log, reason);
        return {unknown: unknown.code, flag: queue[0]?.id ?? ''};
      },
    );
    expect(codes.unknown).toBe('FLAG_UNKNOWN');
    const again = await review(home, 'reviewer:b', '2026-01-19T11:00:00.000Z', ({records}, log) =>
      failureOf(
        decideFlag(
          {flag: codes.flag, as: 'escalate', reviewer: 'reviewer:b', isReviewer: true},
          records,
          log,
          reason,
        ),
      ),
    );
    expect(again.code).toBe('FLAG_DECIDED');
  });

  it('keeps a flag in the queue that a changed rule no longer sees', async () => {
    const home = await logOf(SOME_ACTS);
    await review(home, 'reviewer:a', '2026-01-19T10:00:00.000Z', () => null);
    const rules = {...RULES, rules: RULES.rules.map((line) => ({...line, on: line.id !== 'AR01'}))};
    const log = await openAs(home, 'reviewer:a', '2026-01-20T10:00:00.000Z');
    const {queue} = await reviewLog(join(home, 'audit'), rules, log, {
      now: () => Date.parse('2026-01-20T10:00:00.000Z'),
    });
    await log.close();
    const gone = queue.find(({rule}) => rule === 'AR01');
    expect(gone).toMatchObject({state: 'open', actors: ['researcher:a']});
    expect(gone?.sentences[0]).toContain('the rules no longer see it');
  });
});
