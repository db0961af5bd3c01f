/** What a panel report holds, before it is put into words. */

import type {Instant} from '../../../kernel/dates.ts';
import type {Digest} from '../../../kernel/digests.ts';
import type {StandingGrant} from '../grants-in-log.ts';
import type {QueuedFlag} from '../queue.ts';
import type {Cosigned, OptOutStep, ReleasedTable, Tally} from './facts.ts';
import type {Person} from './people.ts';

export interface PanelReport {
  readonly v: 1;
  readonly log: {readonly origin: string; readonly size: number; readonly root: string};
  readonly period: {readonly firstAt: Instant; readonly lastAt: Instant};
  readonly rulesDigest: Digest;
  readonly rules: readonly {
    readonly id: string;
    readonly title: string;
    readonly on: boolean;
    readonly flags: number;
  }[];
  readonly staff: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly people: readonly Person[];
  readonly datasets: readonly Tally[];
  readonly projects: readonly Tally[];
  readonly purposes: readonly Tally[];
  readonly flags: readonly QueuedFlag[];
  readonly released: readonly ReleasedTable[];
  readonly optOuts: readonly OptOutStep[];
  readonly lapseDays: number;
  readonly lapsing: readonly StandingGrant[];
  readonly witnesses: readonly Cosigned[];
}
