/** What the review says of a linkage: precision by band and overall, and how far reviewers agree. */

import type {Job} from '../../assurance/job/job.ts';
import {sql} from '../../kernel/sql.ts';
import {cohensKappa, type Kappa} from '../../methods/linkage/evaluate/kappa.ts';
import {stratifiedShare} from '../../methods/linkage/evaluate/stratified.ts';
import {type Share, wilson} from '../../methods/linkage/evaluate/wilson.ts';
import {BAND_BITS, HIGHEST_BAND} from './review-sample.ts';
import {openSpine} from './spine-database.ts';

export interface BandReviewed {
  /** Bits above the threshold at which the band begins, and ends; null where it has no end. */
  readonly from: number;
  readonly to: number | null;
  readonly pairs: number;
  readonly links: number;
  /** Pairs of the sample, and those on which all who were sure agree. */
  readonly sampled: number;
  readonly decided: number;
  /** Decided pairs that are one person. */
  readonly matches: Share;
}

export interface ReviewReport {
  readonly bands: readonly BandReviewed[];
  /** Of the probabilistic links, how many are right. */
  readonly precision: Share;
  /** Pairs on which reviewers disagree; they count for nothing until they are agreed. */
  readonly disputed: number;
  readonly agreement: readonly (Kappa & {readonly between: readonly [string, string]})[];
}

/** @param dataset one dataset, or all that have a sample; bands are those of the last run of each */
export async function reviewReport(dataset: string | undefined, job: Job): Promise<ReviewReport> {
  const db = await openSpine(job);
  try {
    const inScope = sql`(${dataset ?? null}::varchar is null or l.dataset = ${dataset ?? null})`;
    const bands = await db.rows(
      sql`with last_run as (
          select max(l.run) as run from link_run l
          where ${inScope} and l.file3 is not null group by l.split
        ),
        sizes as (
          select b.band, sum(b.pairs) as pairs, sum(b.links) as links
          from review_band b join last_run using (run) group by b.band
        ),
        said as (
          select pair, reviewer, arg_max(decision, decision_id) as decision
          from pair_decision group by pair, reviewer
        ),
        verdict as (
          select pair, min(decision) as decision, count(distinct decision) as different
          from said where decision <> 'unsure' group by pair
        ),
        judged as (
          select r.band, r.is_link, r.pair, v.decision, v.different
          from review_pair r
          join link_run l on l.run = r.run and ${inScope}
          left join verdict v on v.pair = r.pair
        )
        select s.band, s.pairs, s.links, count(j.pair) as sampled,
          count(*) filter (where j.different = 1) as decided,
          count(*) filter (where j.different = 1 and j.decision = 'must_link') as matches,
          count(*) filter (where j.different = 1 and j.is_link) as links_decided,
          count(*) filter (where j.different = 1 and j.is_link and j.decision = 'must_link')
            as links_right,
          count(*) filter (where j.different > 1) as disputed
        from sizes s
        left join judged j on j.band = s.band
        group by s.band, s.pairs, s.links
        order by s.band`,
      'review by band',
    );
    const reviewed = bands.map((row) => ({
      from: Number(row.band) * BAND_BITS,
      to: Number(row.band) === HIGHEST_BAND ? null : (Number(row.band) + 1) * BAND_BITS,
      pairs: Number(row.pairs),
      links: Number(row.links),
      sampled: Number(row.sampled),
      decided: Number(row.decided),
      matches: wilson(Number(row.matches), Number(row.decided)),
    }));
    const strata = bands.map((row) => ({
      size: Number(row.links),
      sampled: Number(row.links_decided),
      found: Number(row.links_right),
    }));
    const answers = await db.rows(
      sql`with said as (
          select d.pair, d.reviewer, arg_max(d.decision, d.decision_id) as decision
          from pair_decision d
          join review_pair r using (pair)
          join link_run l on l.run = r.run and ${inScope}
          group by d.pair, d.reviewer
        )
        select a.reviewer as one, b.reviewer as other, a.decision as said, b.decision as answered
        from said a
        join said b on a.pair = b.pair and a.reviewer < b.reviewer
        order by one, other, a.pair`,
      'answers of two',
    );
    return {
      bands: reviewed,
      precision: stratifiedShare(strata),
      disputed: bands.reduce((sum, row) => sum + Number(row.disputed), 0),
      agreement: agreementOf(answers),
    };
  } finally {
    db.close();
  }
}

function agreementOf(
  answers: readonly {readonly [column: string]: unknown}[],
): ReviewReport['agreement'] {
  const together = new Map<string, (readonly [string, string])[]>();
  for (const {one, other, said, answered} of answers) {
    const between = `${one}\t${other}`;
    const pairs = together.get(between) ?? [];
    pairs.push([String(said), String(answered)]);
    together.set(between, pairs);
  }
  return [...together].map(([between, pairs]) => {
    const [one = '', other = ''] = between.split('\t');
    return {between: [one, other] as const, ...cohensKappa(pairs)};
  });
}
