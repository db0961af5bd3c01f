/** AR09: one checker decides nearly all requests of one author, or two people check each other. */

import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import {EntryRun, type Finding, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

const MS_PER_DAY = 86_400_000;
/** What ends a request's turn: its votes are counted then. */
const DECIDED = new Set(['RELEASE_APPROVED', 'RELEASE_REJECTED', 'RELEASE_RETURNED']);

interface Request {
  readonly author: string;
  readonly project: string | null;
  /** Who voted, by the entry of the vote. */
  readonly votes: Map<string, number>;
}

export class Pairs implements Rule {
  readonly #parameters: ParametersOf<'AR09'>;
  readonly #open = new Map<string, Request>();
  /** The last decided requests of each author, oldest first. */
  readonly #decided = new Map<string, Request[]>();
  readonly #lastVote = new Map<string, {readonly at: number; readonly index: number}>();
  readonly #mutual = new Map<string, {readonly entries: EntryRun; at: number}>();
  /** Checkers who were found to decide nearly all of an author's, and still do. */
  readonly #standing = new Set<string>();
  readonly #found: Finding[] = [];

  constructor(parameters: ParametersOf<'AR09'>) {
    this.#parameters = parameters;
  }

  see({entry, at}: Sighting): void {
    if (!entry.action.startsWith('RELEASE_')) return;
    const id = idOf(entry, 'request');
    if (id === undefined) return;
    const author = idOf(entry, 'author');
    if (!this.#open.has(id) && author !== undefined) {
      this.#open.set(id, {author, project: entry.project, votes: new Map()});
    }
    const request = this.#open.get(id);
    if (!request) return;
    if (entry.action === 'RELEASE_FILE_VOTED') this.#vote(request, entry, at);
    if (DECIDED.has(entry.action)) {
      this.#open.delete(id);
      this.#decide(request);
    }
  }

  #vote({author, project, votes}: Request, {actor, seq}: Entry, at: number): void {
    votes.set(actor, seq);
    this.#lastVote.set(`${actor}\n${author}`, {at, index: seq});
    const back = this.#lastVote.get(`${author}\n${actor}`);
    const {mutualDays} = this.#parameters;
    const pair = [actor, author].sort();
    const since = at - mutualDays * MS_PER_DAY;
    if (!back || back.at < since) return;
    const known = this.#mutual.get(pair.join('\n'));
    if (known && known.at >= since) {
      known.entries.add(seq);
      known.at = at;
      return;
    }
    const entries = new EntryRun(back.index, seq);
    this.#mutual.set(pair.join('\n'), {entries, at});
    this.#found.push({
      kind: 'mutual',
      entries,
      actors: pair,
      project,
      seen: `${pair.join(' and ')} checked each other’s tables within ${mutualDays} days`,
      normal: 'nobody checks a table of somebody who checks theirs',
    });
  }

  #decide(request: Request): void {
    const {lastRequests, share} = this.#parameters;
    const {author, project} = request;
    const decided = [...(this.#decided.get(author) ?? []), request].slice(-lastRequests);
    this.#decided.set(author, decided);
    if (decided.length < lastRequests) return;
    for (const checker of request.votes.keys()) {
      const votes = decided.flatMap((one) => one.votes.get(checker) ?? []);
      const pair = `${checker}\n${author}`;
      if (votes.length < share * lastRequests) this.#standing.delete(pair);
      else if (!this.#standing.has(pair)) {
        this.#standing.add(pair);
        this.#found.push({
          kind: 'share',
          entries: new EntryRun(...votes),
          actors: [checker, author].sort(),
          project,
          seen: `${checker} checked ${votes.length} of the last ${lastRequests} tables of ${author}`,
          normal: `no checker decides ${Math.round(share * 100)} % or more of one author’s tables`,
        });
      }
    }
  }

  findings(): readonly Finding[] {
    return this.#found;
  }
}
