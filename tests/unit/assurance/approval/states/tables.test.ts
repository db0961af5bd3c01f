/** Every ordered pair of states of every life: what is not in its table is refused. */

import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {Change} from '../../../../../src/assurance/approval/application/change.ts';
import {AMENDMENT} from '../../../../../src/assurance/approval/states/amendment.ts';
import {APPLICATION} from '../../../../../src/assurance/approval/states/application.ts';
import {BODY} from '../../../../../src/assurance/approval/states/body.ts';
import type {Machine} from '../../../../../src/assurance/approval/states/machine.ts';
import {transitionOf} from '../../../../../src/assurance/approval/states/machine.ts';
import {REIDENTIFICATION} from '../../../../../src/assurance/approval/states/reidentification.ts';
import {EVENT_CODES} from '../../../../../src/assurance/audit/event-codes.ts';
import {shared} from '../../../../support/shared.ts';
import {applicationOf, at} from '../support/example-applications.ts';
import {codesOf, submitted} from '../support/life.ts';

interface Life {
  readonly name: string;
  readonly machine: Machine;
  readonly states: number;
  readonly allowed: number;
  readonly final: readonly string[];
  readonly prefix: string;
}

const LIVES: readonly Life[] = [
  {
    name: 'application',
    machine: APPLICATION,
    states: 12,
    allowed: 27,
    final: ['rejected', 'withdrawn', 'closed'],
    prefix: 'APPLICATION_',
  },
  {
    name: 'body',
    machine: BODY,
    states: 10,
    allowed: 22,
    final: ['rejected', 'withdrawn'],
    prefix: 'BODY_',
  },
  {
    name: 'amendment',
    machine: AMENDMENT,
    states: 6,
    allowed: 7,
    final: ['accepted', 'rejected', 'withdrawn'],
    prefix: 'AMENDMENT_',
  },
  {
    name: 'reidentification',
    machine: REIDENTIFICATION,
    states: 7,
    allowed: 9,
    final: ['closed', 'refused', 'lapsed'],
    prefix: 'REIDENTIFICATION_',
  },
];

const pairs = ({states}: Machine) => states.flatMap((from) => states.map((to) => ({from, to})));

describe.each(LIVES)('the life of: $name', ({machine, states, allowed, final, prefix}) => {
  it('allows as many transitions as it says, of all ordered pairs', () => {
    const all = pairs(machine);
    expect(all).toHaveLength(states * states);
    const there = all.filter(({from, to}) => transitionOf(machine, from, to));
    expect(there).toHaveLength(allowed);
    expect(machine.transitions).toHaveLength(allowed);
  });

  it('gives every state an owner, or ends in it', () => {
    for (const state of machine.states) {
      const leaving = machine.transitions.filter(({from}) => from === state);
      expect(leaving.length === 0, state).toBe(final.includes(state));
      expect(leaving.every(({by}) => by.length > 0)).toBe(true);
    }
  });

  it('reaches every state from its first', () => {
    const reached = new Set([machine.initial]);
    for (const from of reached)
      for (const one of machine.transitions) if (one.from === from) reached.add(one.to);
    expect([...reached].sort()).toEqual([...machine.states].sort());
  });

  it('has an event of its own kind for every transition, and says when it may be made', () => {
    for (const {event, when} of machine.transitions) {
      expect(EVENT_CODES).toContain(event);
      expect(event.startsWith(prefix)).toBe(true);
      expect(when).not.toBe('');
    }
  });
});

describe('a change', () => {
  const acting = {actor: 'officer:first', at: at('2026-03-02')};
  const MOVERS = [
    'applicant',
    'approvals_officer',
    'body_member',
    'data_controller',
    'approver',
    'ttp_custodian',
    'access_reviewer',
    'system',
  ] as const;

  it('moves an application between no two states that its table does not join, whoever asks', () => {
    for (const {from, to} of pairs(APPLICATION)) {
      const rule = transitionOf(APPLICATION, from as never, to as never);
      for (const by of MOVERS) {
        const change = new Change(applicationOf({}, {state: from as never}), acting);
        const codes = codesOf(() => change.move(to as never, by));
        const right = rule
          ? rule.by.includes(by)
            ? []
            : ['ROLE_NOT_HELD']
          : ['TRANSITION_UNDEFINED'];
        expect(codes, `${from} to ${to} by ${by}`).toEqual(right);
        expect(change.application.state).toBe(codes.length === 0 ? to : from);
        expect(change.application.history.map(({event}) => event)).toEqual(
          codes.length === 0 ? [rule?.event] : [],
        );
      }
    }
  });

  it('moves a body between no two states that its table does not join, whoever asks', () => {
    const {application} = submitted();
    const [review] = application.bodies;
    for (const {from, to} of pairs(BODY)) {
      const rule = transitionOf(BODY, from as never, to as never);
      for (const by of MOVERS) {
        const bodies = review ? [{...review, body: 'ethics', state: from as never}] : [];
        const change = new Change({...application, bodies}, acting);
        const codes = codesOf(() => change.moveBody('ethics', to as never, by));
        const right = rule
          ? rule.by.includes(by)
            ? []
            : ['ROLE_NOT_HELD']
          : ['TRANSITION_UNDEFINED'];
        expect(codes, `${from} to ${to} by ${by}`).toEqual(right);
      }
    }
  });

  it('moves an amendment between no two states that its table does not join, whoever asks', () => {
    for (const {from, to} of pairs(AMENDMENT)) {
      const rule = transitionOf(AMENDMENT, from as never, to as never);
      for (const by of MOVERS) {
        const amendment = {id: 1, state: from as never, answers: {}, changes: [], bodies: []};
        const change = new Change(applicationOf({}, {amendments: [amendment]}), acting);
        const codes = codesOf(() => change.moveAmendment(1, to as never, by));
        const right = rule
          ? rule.by.includes(by)
            ? []
            : ['ROLE_NOT_HELD']
          : ['TRANSITION_UNDEFINED'];
        expect(codes, `${from} to ${to} by ${by}`).toEqual(right);
      }
    }
  });

  it('says what comes after the state that it is in', () => {
    const change = new Change(applicationOf({}, {state: 'closed'}), acting);
    expect(() => change.move('approved', 'system')).toThrow(
      'application APP-1 is closed, and cannot become approved; after closed comes nothing; that is its end',
    );
  });
});

const independent = shared('data/governance/state-machines.json');

describe.skipIf(independent === null)('an independent copy of the tables', () => {
  const copy = JSON.parse(independent ? readFileSync(independent, 'utf8') : '{}') as Record<
    string,
    {
      initial: string;
      states: string[];
      transitions: {from: string; to: string; by: string; event: string}[];
    }
  >;

  it.each(LIVES)('agrees on every ordered pair of: $name', ({name, machine}) => {
    const there = copy[name];
    if (!there) return expect.fail(`no table of ${name}`);
    expect(machine.initial).toBe(there.initial);
    expect([...machine.states].sort()).toEqual([...there.states].sort());
    for (const {from, to} of pairs(machine)) {
      const ours = transitionOf(machine, from, to);
      const theirs = there.transitions.filter((one) => one.from === from && one.to === to);
      expect(ours ? 1 : 0, `${from} to ${to}`).toBe(theirs.length);
      if (!ours || !theirs[0]) continue;
      expect({by: ours.by.join(' or '), event: ours.event}, `${from} to ${to}`).toEqual({
        by: theirs[0].by,
        event: theirs[0].event,
      });
    }
  });
});
