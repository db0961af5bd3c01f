/** The facts of a panel report, read off the entries of a log in one pass. */

import type {Instant} from '../../../kernel/dates.ts';
import type {Entry} from '../../audit/entry.ts';
import {idOf, idsOf} from '../acts.ts';
import {StandingGrants} from '../grants-in-log.ts';
import {People} from './people.ts';
import {isTold} from './words.ts';

export interface Tally {
  readonly name: string;
  readonly acts: ReadonlyMap<string, number>;
  /** Projects of a purpose, purposes of a project, projects that use a dataset. */
  readonly with: readonly string[];
  readonly legalBasis: readonly string[];
}

export interface ReleasedTable {
  readonly request: string;
  readonly project: string | null;
  readonly at: Instant;
  readonly index: number;
  readonly rows: string | null;
  readonly approvedBy: readonly string[];
  readonly revokedAt: Instant | null;
}

export interface OptOutStep {
  readonly dataset: string;
  readonly at: Instant;
  /** People on the list that was applied. */
  readonly list: string | null;
  readonly rowsIn: string | null;
  readonly rowsOut: string | null;
}

export interface Cosigned {
  readonly witness: string;
  readonly at: Instant;
  /** How many entries the witness has seen. */
  readonly size: string | null;
}

class Tallies {
  readonly #tallies = new Map<
    string,
    {acts: Map<string, number>; with: Set<string>; legalBasis: Set<string>}
  >();

  add(name: string, {action, legalBasis}: Entry, beside: readonly (string | null)[]): void {
    const tally = this.#tallies.get(name) ?? {
      acts: new Map(),
      with: new Set(),
      legalBasis: new Set(),
    };
    this.#tallies.set(name, tally);
    tally.acts.set(action, (tally.acts.get(action) ?? 0) + 1);
    for (const one of beside) if (one !== null) tally.with.add(one);
    for (const one of legalBasis) tally.legalBasis.add(one);
  }

  list(): Tally[] {
    return [...this.#tallies]
      .map(([name, tally]) => ({
        name,
        acts: tally.acts,
        with: [...tally.with].sort(),
        legalBasis: [...tally.legalBasis].sort(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

interface OptOutsOfJob {
  list: string | null;
  readonly rowsIn: Map<string, string | null>;
  readonly steps: Map<string, Instant>;
}

export class ReportFacts {
  readonly datasets = new Tallies();
  readonly projects = new Tallies();
  readonly purposes = new Tallies();
  readonly people = new People();
  readonly grants = new StandingGrants();
  readonly cosigned = new Map<string, Cosigned>();
  /** The last linkage of each dataset. */
  readonly optOuts = new Map<string, OptOutStep>();
  readonly #acts = new Map<string, number>();
  readonly #votes = new Map<string, Set<string>>();
  readonly #released = new Map<string, ReleasedTable>();
  readonly #jobs = new Map<string, OptOutsOfJob>();
  size = 0;
  firstAt: Instant | null = null;
  lastAt: Instant | null = null;

  see(entry: Entry): void {
    const {action, ts, project, purpose} = entry;
    this.size++;
    this.firstAt ??= ts as Instant;
    this.lastAt = ts as Instant;
    this.people.see(entry);
    if (isTold(action)) {
      this.#acts.set(action, (this.#acts.get(action) ?? 0) + 1);
      for (const dataset of new Set(idsOf(entry, 'dataset'))) {
        this.datasets.add(dataset, entry, [project]);
      }
      if (project !== null) this.projects.add(project, entry, [purpose]);
      if (purpose !== null) this.purposes.add(purpose, entry, [project]);
    }
    if (action.startsWith('GRANT_')) this.grants.see(entry);
    else if (action.startsWith('RELEASE_')) this.#release(entry);
    else if (action === 'WITNESS_COSIGNED') this.#witness(entry);
    else this.#optOut(entry);
  }

  get acts(): ReadonlyMap<string, number> {
    return this.#acts;
  }

  get released(): ReleasedTable[] {
    return [...this.#released.values()];
  }

  #release(entry: Entry): void {
    const request = idOf(entry, 'request');
    if (request === undefined) return;
    const {action, actor, ts, seq, project, rowBand, decision} = entry;
    if (action === 'RELEASE_FILE_VOTED' && decision === 'allow') {
      this.#votes.set(request, (this.#votes.get(request) ?? new Set()).add(actor));
    } else if (action === 'RELEASE_RELEASED') {
      const approvedBy = [...(this.#votes.get(request) ?? [])].sort();
      const at = ts as Instant;
      const table = {request, project, at, index: seq, rows: rowBand, approvedBy};
      this.#released.set(request, {...table, revokedAt: null});
      this.#votes.delete(request);
    } else if (action === 'RELEASE_REVOKED') {
      const known = this.#released.get(request);
      if (known) this.#released.set(request, {...known, revokedAt: ts as Instant});
    }
  }

  #witness(entry: Entry): void {
    const witness = idOf(entry, 'witness');
    if (witness === undefined) return;
    const size = idOf(entry, 'checkpoint') ?? null;
    this.cosigned.set(witness, {witness, at: entry.ts as Instant, size});
  }

  /** Rows that came, the list that was applied, and rows that went on: three entries of one job. */
  #optOut(entry: Entry): void {
    const {action, requestId, rowBand, ts} = entry;
    if (action === 'JOB_FINISHED' || action === 'JOB_FAILED') {
      this.#jobs.delete(requestId);
      return;
    }
    const isStep = ['FILE1_RECEIVED', 'OPT_OUT_LIST_RECEIVED', 'OPT_OUTS_APPLIED', 'FILE3_WRITTEN'];
    if (!isStep.includes(action)) return;
    const job = this.#jobs.get(requestId) ?? {list: null, rowsIn: new Map(), steps: new Map()};
    this.#jobs.set(requestId, job);
    if (action === 'OPT_OUT_LIST_RECEIVED') job.list = rowBand;
    for (const dataset of idsOf(entry, 'dataset')) {
      if (action === 'FILE1_RECEIVED') job.rowsIn.set(dataset, rowBand);
      else if (action === 'OPT_OUTS_APPLIED') job.steps.set(dataset, ts as Instant);
      else if (job.steps.has(dataset)) {
        const rowsIn = job.rowsIn.get(dataset) ?? null;
        const at = job.steps.get(dataset) as Instant;
        this.optOuts.set(dataset, {dataset, at, list: job.list, rowsIn, rowsOut: rowBand});
      }
    }
  }
}
