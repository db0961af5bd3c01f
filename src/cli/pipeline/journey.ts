/** What each zone command of a pipeline answered, and the totals that a reader asks for first. */

import type {Savings} from '../../assurance/approval/application/savings.ts';
import type {Turnaround} from '../../assurance/approval/turnaround/turnaround.ts';
import type {Released} from '../../zones/output/airlock.ts';
import type {ReleaseRequest} from '../../zones/output/request.ts';
import type {CloseResult} from '../../zones/project/close.ts';
import type {CohortResult} from '../../zones/project/cohort/build.ts';
import type {ProvisionResult} from '../../zones/project/provision.ts';
import type {SplitResult} from '../../zones/provider/split.ts';
import type {ExtractResult} from '../../zones/research-store/extract.ts';
import type {LoadResult} from '../../zones/research-store/load.ts';
import type {LinkageQuality} from '../../zones/trusted-third-party/evaluate.ts';
import type {LinkResult} from '../../zones/trusted-third-party/link.ts';
import type {SpineSummary} from '../../zones/trusted-third-party/spine.ts';
import type {Governed} from './rehearsal.ts';

export type Split = SplitResult;
export type SpineBuilt = SpineSummary;
export type Linked = LinkResult;
export type Loaded = LoadResult;
export type Evaluated = LinkageQuality;
export type Extracted = ExtractResult;
export type Provisioned = ProvisionResult;
export type CohortBuilt = CohortResult;
export type Checked = ReleaseRequest;
export type ReleasedTable = Released;
export type Closed = CloseResult;

/** How the application went: where it ended, what answering once saved, and the days it took. */
export interface Governance {
  readonly application: Governed;
  readonly savings: Savings;
  readonly turnaround: Turnaround;
}

export interface DatasetJourney {
  readonly split: Split;
  readonly linked: Linked;
  readonly loaded: Loaded;
  /** Null where no truth is known. */
  readonly quality: Evaluated | null;
}

export interface Journey {
  readonly register: Split;
  readonly spine: SpineBuilt;
  readonly datasets: readonly DatasetJourney[];
  /** Null where nothing was rehearsed. */
  readonly governance: Governance | null;
  readonly extracted: {readonly extracted: Extracted; readonly provisioned: Provisioned} | null;
  readonly cohort: CohortBuilt | null;
  /** `released` is null where people must review the request first. */
  readonly closed: Closed | null;
  readonly release: {readonly checked: Checked; readonly released: ReleasedTable | null} | null;
}

/** Precision and recall over all rows of all datasets: sums first, one division last. */
export function overallQuality(journey: Journey) {
  const judged = journey.datasets.flatMap(({quality}) => (quality ? [quality] : []));
  if (judged.length === 0) return null;
  const sum = (pick: (one: LinkageQuality) => number) =>
    judged.reduce((total, one) => total + pick(one), 0);
  const [linked, correct, findable] = [
    sum((q) => q.linked),
    sum((q) => q.correct),
    sum((q) => q.findable),
  ];
  return {precision: correct / linked, recall: correct / findable, linked, correct, findable};
}

/** The digests of what must be the same in two runs with one seed. */
export const reproducible = (journey: Journey) => ({
  file3: Object.fromEntries(journey.datasets.map(({linked}) => [linked.dataset, linked.file3])),
  extracts: Object.fromEntries(
    journey.extracted?.extracted.datasets.map(({dataset, plain}) => [dataset, plain]) ?? [],
  ),
  cohort: journey.cohort?.digest ?? null,
});
