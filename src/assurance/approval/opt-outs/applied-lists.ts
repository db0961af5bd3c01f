/** Which opt-out lists were applied to a dataset, and whether they are young enough to go on. */

import {z} from 'zod';
import type {Instant} from '../../../kernel/dates.ts';
import {type Decision, decide, type Reason} from '../../../kernel/decisions.ts';
import {type Digest, isDigest} from '../../../kernel/digests.ts';

const InstantSchema = z.iso.datetime().transform((at) => at as Instant);

const AppliedListSchema = z.strictObject({
  list: z.string(),
  digest: z.string().refine(isDigest, 'not a SHA-256'),
  receivedAt: InstantSchema,
  /** Null: no limit, as for made-up people. */
  maxAgeHours: z.int().positive().nullable(),
});

const AppliedOptOutsSchema = z.strictObject({
  appliedAt: InstantSchema,
  lists: z.array(AppliedListSchema),
  /** Lists that were not applied, and the one application whose grants may take the rows. */
  exemption: z
    .strictObject({application: z.string(), lists: z.array(z.string())})
    .nullable()
    .default(null),
});

export interface AppliedList {
  readonly list: string;
  readonly digest: Digest;
  readonly receivedAt: Instant;
  readonly maxAgeHours: number | null;
}

export interface AppliedOptOuts {
  readonly appliedAt: Instant;
  readonly lists: readonly AppliedList[];
  readonly exemption: {readonly application: string; readonly lists: readonly string[]} | null;
}

const MS_PER_HOUR = 3_600_000;

/** Lists that are older than they may be, or from a time that has not come; every one of them. */
export const staleLists = (lists: readonly AppliedList[], now: number): Reason[] =>
  lists.flatMap(({list, receivedAt, maxAgeHours}): Reason[] => {
    if (maxAgeHours === null) return [];
    const age = now - Date.parse(receivedAt);
    if (age >= 0 && age <= maxAgeHours * MS_PER_HOUR) return [];
    const because = `${list} was received at ${receivedAt} and is good for ${maxAgeHours} hours`;
    return [{code: 'OPT_OUTS_STALE', because}];
  });

/**
 * Whether a dataset may be given to a project, as to opt-outs: each list that was applied to it must
 * still be one that could be applied today.
 * @param applied null when nothing says that any was
 * @param application whose grants ask: an exemption holds for one application, and nobody else
 */
export function decideOptOuts(
  dataset: string,
  people: 'real' | 'made-up',
  applied: AppliedOptOuts | null,
  {now, application}: {readonly now: number; readonly application: string},
): Decision {
  if (applied === null) {
    const because = `nothing says that opt-outs were applied to ${dataset}`;
    return decide(people === 'made-up' ? [] : [{code: 'OPT_OUTS_MISSING', because}]);
  }
  const {lists, exemption} = applied;
  const reasons = staleLists(lists, now).map(({code, because}) => ({
    code,
    because: `${dataset}: ${because}`,
  }));
  if (exemption !== null && exemption.application !== application) {
    const because = `${dataset} was linked without ${exemption.lists.join(', ')} for ${exemption.application} alone`;
    reasons.push({code: 'OPT_OUTS_EXEMPTED', because});
  }
  return decide(reasons);
}

/** As one text, for a manifest or a catalogue: names, digests and times, and nobody's number. */
export const appliedAsText = (applied: AppliedOptOuts): string => JSON.stringify(applied);

/** Null for anything that is not such a text: what cannot be read was not applied. */
export function readApplied(text: unknown): AppliedOptOuts | null {
  if (typeof text !== 'string') return null;
  try {
    return AppliedOptOutsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
