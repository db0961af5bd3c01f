/** Applications, bodies, amendments and re-identifications move along their tables, and no other way. */

import {AMENDMENT} from '../../approval/states/amendment.ts';
import {APPLICATION} from '../../approval/states/application.ts';
import {BODY} from '../../approval/states/body.ts';
import type {Machine} from '../../approval/states/machine.ts';
import {REIDENTIFICATION} from '../../approval/states/reidentification.ts';
import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import type {Watcher} from './finding.ts';
import type {Settled} from './settled.ts';

interface Life {
  readonly prefix: string;
  readonly machine: Machine;
  /** Objects that name one life together. */
  readonly named: readonly string[];
}

const LIVES: readonly Life[] = [
  {prefix: 'APPLICATION_', machine: APPLICATION, named: ['application']},
  {prefix: 'BODY_', machine: BODY, named: ['application', 'body']},
  {prefix: 'AMENDMENT_', machine: AMENDMENT, named: ['application', 'amendment']},
  {prefix: 'REIDENTIFICATION_', machine: REIDENTIFICATION, named: ['reidentification']},
];

const APPROVED: readonly string[] = ['approved', 'approved_with_conditions'];

/** In which states the bodies must be when an application is approved. */
const ENOUGH: Readonly<Record<string, readonly string[]>> = {
  APPLICATION_APPROVED: ['approved'],
  APPLICATION_CONDITIONS_MET: ['approved'],
  APPLICATION_APPROVED_WITH_CONDITIONS: APPROVED,
};

export class Lives implements Watcher {
  readonly #settled: Settled;
  readonly #states = new Map<string, string>();
  /** The bodies of each application. */
  readonly #bodies = new Map<string, Set<string>>();

  constructor(settled: Settled) {
    this.#settled = settled;
  }

  /** Whether an application may have data at this entry. */
  isApproved(application: string): boolean {
    return APPROVED.includes(this.#states.get(`APPLICATION_ ${application}`) ?? '');
  }

  see(entry: Entry): string[] {
    const life = LIVES.find(({prefix}) => entry.action.startsWith(prefix));
    if (!life) return [];
    const ids = life.named.map((type) => idOf(entry, type));
    if (ids.some((id) => id === undefined)) {
      return [`${entry.action} does not say of which ${life.named.join(' and ')}`];
    }
    const name = [life.prefix, ...ids].join(' ');
    if (life.prefix === 'BODY_') {
      const bodies = this.#bodies.get(ids[0] ?? '') ?? new Set();
      this.#bodies.set(ids[0] ?? '', bodies.add(name));
    }
    return [...this.#move(life, name, entry), ...this.#unapproved(entry)];
  }

  #move({machine, prefix}: Life, name: string, entry: Entry): string[] {
    const state = this.#states.get(name) ?? machine.initial;
    const [from, to] = [idOf(entry, 'from'), idOf(entry, 'to')];
    const moves = machine.transitions.filter(({event}) => event === entry.action);
    if (moves.length === 0 && from === undefined && to === undefined) {
      if (!this.#states.has(name)) this.#states.set(name, state);
      return [];
    }
    if (from !== undefined && from !== state && !(to === state && this.#settled.mayRepeat(name))) {
      this.#states.set(name, to ?? state);
      return [`moves ${said(prefix)} from ${from}, which is ${state}`];
    }
    const start = from ?? state;
    const move = moves.find((one) => one.from === start && (to === undefined || one.to === to));
    if (!move) {
      if (to !== undefined) this.#states.set(name, to);
      return [
        `${entry.action} moves ${said(prefix)} from ${start}${to ? ` to ${to}` : ''}, which no rule allows`,
      ];
    }
    this.#states.set(name, move.to);
    this.#settled.move(name, entry);
    return [];
  }

  /** An application is approved when every body that holds its form has approved. */
  #unapproved(entry: Entry): string[] {
    const enough = ENOUGH[entry.action];
    if (!enough) return [];
    const bodies = this.#bodies.get(idOf(entry, 'application') ?? '') ?? [];
    const without = [...bodies].filter((name) => !enough.includes(this.#states.get(name) ?? ''));
    if (without.length === 0) return [];
    const names = without.map((name) => name.split(' ').at(-1)).join(', ');
    return [`approves an application that ${names} did not approve so far`];
  }
}

const said = (prefix: string): string =>
  `an ${prefix.slice(0, -1).toLowerCase()}`.replace(/^an (?![aeiou])/, 'a ');
