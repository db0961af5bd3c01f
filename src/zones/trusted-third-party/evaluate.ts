/** Precision and recall of a linkage against planted truth, which nothing before this has seen. */

import {dirname} from 'node:path';
import type {Job} from '../../assurance/job/job.ts';
import {parquetRows} from '../../engine/parquet.ts';
import {DataFault, UsageError} from '../../kernel/errors.ts';
import {sql} from '../../kernel/sql.ts';
import {latestEvents} from './runs.ts';
import {openSpine} from './spine-database.ts';
import {currentPeople} from './spine-tables.ts';

export interface EvaluateRequest {
  readonly dataset: string;
  /** Parquet with `system_id` and `person`, for the dataset and for the register behind the spine. */
  readonly truth: string;
  readonly spineTruth: string;
}

export interface LinkageQuality {
  readonly dataset: string;
  /** Rows that were linked, and of those, rows linked to the right person. */
  readonly linked: number;
  readonly correct: number;
  /** Rows whose person is on the spine, so that a link could have been found. */
  readonly findable: number;
  readonly precision: number;
  readonly recall: number;
}

/** Row-level precision and recall: one row is one link that was or was not to be made. */
export async function evaluateLinkage(request: EvaluateRequest, job: Job): Promise<LinkageQuality> {
  const {dataset, truth, spineTruth} = request;
  await job.record({action: 'TRUTH_EVALUATED', objects: [{type: 'dataset', id: dataset}]});
  const db = await openSpine(job, {directories: [dirname(truth), dirname(spineTruth)]});
  try {
    if ((await db.count(sql`link_run where dataset = ${dataset}`)) === 0) {
      throw new UsageError('INPUT_NOT_FOUND', [{where: dataset, what: 'not linked yet'}]);
    }
    const [row] = await db.rows(
      sql`
      with spine_person as (
        select c.current_id as person_id, any_value(t.person) as person
        from profile p
        join ${currentPeople} c using (person_id)
        join ${parquetRows(spineTruth)} t on t.system_id = p.source_system_id
        group by c.current_id
      ),
      judged as (
        select e.person_id is not null as is_linked,
          s.person is not distinct from t.person as is_right,
          exists (select 1 from spine_person x where x.person = t.person) as is_findable
        from ${latestEvents} e
        join ${parquetRows(truth)} t using (system_id)
        left join ${currentPeople} c on c.person_id = e.person_id
        left join spine_person s on s.person_id = c.current_id
        where e.dataset = ${dataset}
      )
      select count(*) filter (where is_linked) as linked,
        count(*) filter (where is_linked and is_right) as correct,
        count(*) filter (where is_findable) as findable
      from judged
    `,
      'evaluate',
    );
    const [linked, correct, findable] = [row?.linked, row?.correct, row?.findable].map(Number) as [
      number,
      number,
      number,
    ];
    if (findable === 0) throw new DataFault('DATASET_EMPTY', [{where: 'truth', what: 'no rows'}]);
    return {
      dataset,
      linked,
      correct,
      findable,
      precision: linked === 0 ? 0 : correct / linked,
      recall: correct / findable,
    };
  } finally {
    db.close();
  }
}
