/** Release requests move along their table; what is approved has two checkers, and no author is one. */

import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import type {Watcher} from './finding.ts';
import type {Settled} from './settled.ts';

/** For each state, those that may follow it. */
export type ReleaseTable = Readonly<Record<string, readonly string[]>>;

const CHECKERS = 2;

const STATE_OF: Readonly<Record<string, string>> = {
  RELEASE_SCANNING: 'scanning',
  RELEASE_SUBMITTED: 'submitted',
  RELEASE_BLOCKED: 'blocked',
  RELEASE_RETURNED: 'returned',
  RELEASE_WITHDRAWN: 'withdrawn',
  RELEASE_APPROVED: 'approved',
  RELEASE_REJECTED: 'rejected',
  RELEASE_RELEASED: 'released',
  RELEASE_REVOKED: 'revoked',
};

interface Request {
  state: string;
  author: string | undefined;
  /** Of this turn: checker → whether they allow it. */
  readonly votes: Map<string, boolean>;
}

export class Releases implements Watcher {
  readonly #table: ReleaseTable;
  readonly #settled: Settled;
  readonly #requests = new Map<string, Request>();

  constructor(table: ReleaseTable, settled: Settled) {
    this.#table = table;
    this.#settled = settled;
  }

  see(entry: Entry): string[] {
    const {action} = entry;
    const id = idOf(entry, 'request');
    if (!action.startsWith('RELEASE_') || id === undefined) return [];
    const name = `request ${id}`;
    const known = this.#requests.get(id);
    if (action === 'RELEASE_CREATED') {
      if (known && !this.#settled.mayRepeat(name)) return [`makes ${id} a second time`];
      this.#requests.set(id, {state: 'pending', author: idOf(entry, 'author'), votes: new Map()});
      this.#settled.move(name, entry);
      return [];
    }
    if (!known) return [`is about ${id}, which no entry made`];
    known.author ??= idOf(entry, 'author');
    if (action === 'RELEASE_FILE_VOTED') return this.#vote(id, known, entry);
    const to = STATE_OF[action];
    return to === undefined
      ? []
      : [...this.#move(id, known, to, entry), ...this.#approval(id, known, action)];
  }

  #move(id: string, request: Request, to: string, entry: Entry): string[] {
    const name = `request ${id}`;
    const {state} = request;
    const isAgain = state === to && this.#settled.mayRepeat(name);
    request.state = to;
    this.#settled.move(name, entry);
    if (to === 'scanning') request.votes.clear();
    if (isAgain || (this.#table[state] ?? []).includes(to)) return [];
    return [`moves ${id} from ${state} to ${to}, which no rule allows`];
  }

  /** The first vote makes it partially reviewed, the second reviewed; a third stays there. */
  #vote(id: string, request: Request, entry: Entry): string[] {
    const {actor, decision} = entry;
    const name = `request ${id}`;
    const wrong: string[] = [];
    if (request.author === actor) wrong.push(`is a vote of the author of ${id}`);
    if (request.votes.has(actor) && !this.#settled.mayRepeat(name)) {
      wrong.push(`is a second vote of one checker on ${id}`);
    }
    request.votes.set(actor, decision === 'allow');
    const to = request.votes.size >= CHECKERS ? 'reviewed' : 'partially_reviewed';
    if (request.state === to) return wrong;
    return [...wrong, ...this.#move(id, request, to, entry)];
  }

  #approval(id: string, {votes}: Request, action: string): string[] {
    if (action !== 'RELEASE_APPROVED' && action !== 'RELEASE_RELEASED') return [];
    const allowed = [...votes.values()].filter((allows) => allows).length;
    if (allowed >= CHECKERS) return [];
    const verb = action === 'RELEASE_APPROVED' ? 'approves' : 'releases';
    return [`${verb} ${id}, which ${allowed} of ${CHECKERS} checkers approved`];
  }
}
