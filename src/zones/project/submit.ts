/** Submits a table for release: seals it to the output zone, with what its reviewers must know. */

import {dirname, join as joinPath} from 'node:path';
import {decideProject, type ProjectGrants} from '../../assurance/approval/grant.ts';
import type {Job} from '../../assurance/job/job.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {release} from '../../borders/release.ts';
import {exists} from '../../engine/files.ts';
import {writeParquet} from '../../engine/parquet.ts';
import {openSource} from '../../engine/sources.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import {type Digest, digestOf} from '../../kernel/digests.ts';
import {DataFault, enforce} from '../../kernel/errors.ts';
import {ident, join, sql} from '../../kernel/sql.ts';
import {listProjectDatasets, openProject, requireSameGrants} from './project-database.ts';

export interface SubmitRequest {
  readonly grants: ProjectGrants;
  readonly grantsDigest: Digest;
  readonly table: string;
  /** Columns that count people. */
  readonly counts: readonly string[];
  /** Columns whose numbers name groups, such as sex 1 and 2. */
  readonly groups: readonly string[];
  readonly title: string;
  readonly author: string;
  readonly out: string;
}

export interface SubmitResult {
  readonly project: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

export async function submitTable(request: SubmitRequest, job: Job): Promise<SubmitResult> {
  const {grants, counts} = request;
  const today = dayOf(instant(job.effects.now()));
  enforce(decideProject(grants, {today, reader: job.actor}));
  await requireOwnGrants(request, job);
  const receiver = await readRecipient(job.home, 'output');
  const db = await job.database({directories: [dirname(request.table)]});
  try {
    const source = await openSource(db, request.table, {where: 'table'}, job.workspace);
    const names = source.columns.map(({name}) => name);
    const absent = counts.filter((name) => !names.includes(name));
    if (absent.length > 0) {
      throw new DataFault(
        'COLUMN_MISSING',
        absent.map((where) => ({where, what: 'named as a count, not in the table'})),
      );
    }
    const plain = job.workspace.file('release.parquet');
    const rows = sql`select ${join(names.map((name) => ident(name)))} from ${source.rows}
      order by file_row_number`;
    await writeParquet(db, rows, plain, 'write release');
    const columns = await db.describe(sql`select * from read_parquet(${plain})`);
    await release.write(
      request.out,
      plain,
      {
        dataset: 'release',
        contract: digestOf({columns: columns.map(({name, type}) => `${name} ${type}`)}),
        split: grants.project,
        rows: source.count,
        rowsRemoved: 0,
        columns,
        provider: 'project',
        people: 'real',
        created: instant(job.effects.now()),
        receiver,
        about: {
          title: request.title,
          author: request.author,
          members: [...grants.people],
          counts: [...counts],
          groups: [...request.groups],
          minCell: grants.minCell,
          application: grants.application,
        },
      },
      (digest, count) =>
        job.record({
          action: 'RELEASE_WRITTEN',
          purpose: grants.application,
          legalBasis: grants.legalBasis,
          outputHashes: [digest],
          rows: count,
        }),
    );
    return {project: grants.project, rows: source.count, columns: names};
  } finally {
    db.close();
  }
}

/** What was provisioned under other grants must not leave under these: they say who checks, and how. */
async function requireOwnGrants({grantsDigest}: SubmitRequest, job: Job): Promise<void> {
  if (!(await exists(joinPath(job.directory, 'project.duckdb')))) return;
  const db = await openProject(job);
  try {
    requireSameGrants(await listProjectDatasets(db), grantsDigest);
  } finally {
    db.close();
  }
}
