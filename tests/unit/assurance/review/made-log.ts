/** An audit log on disk, written by several people at times that a test says. */

import {join} from 'node:path';
import type {LogIdentity} from '../../../../src/assurance/audit/entry.ts';
import {AuditLog, type EntryDraft} from '../../../../src/assurance/audit/log.ts';
import {IDENTITY, quietEffects, temporaryFolder} from '../support/logs.ts';

export interface LoggedAct {
  readonly at: string;
  readonly actor?: string;
  readonly requestId?: string;
  readonly draft: EntryDraft;
}

/** Each act by its own process, as it were; the first entry is LOG_OPENED. */
export async function logOf(acts: readonly LoggedAct[], home = temporaryFolder()): Promise<string> {
  for (const [
    i,
    {at, actor = 'researcher:a', requestId = `request-${i}`, draft},
  ] of acts.entries()) {
    const log = await openAs(home, actor, at, {requestId});
    await log.append(draft);
    await log.close();
  }
  return home;
}

export const openAs = (
  home: string,
  actor: string,
  at: string,
  more: Partial<LogIdentity> = {},
): Promise<AuditLog> =>
  AuditLog.open(
    join(home, 'audit'),
    {...IDENTITY, actor, role: actor.split(':')[0] ?? '', ...more},
    quietEffects(Date.parse(at)),
  );

const dataset = (id: string) => [{type: 'dataset', id}];

/** Something that happened at night, a grant that ends, a linkage, a table that left, and a witness. */
export const SOME_ACTS: readonly LoggedAct[] = [
  {
    at: '2026-01-12T09:00:00.000Z',
    actor: 'officer:a',
    draft: {
      action: 'GRANT_ISSUED',
      project: 'PRJ-1',
      purpose: 'APP-1 v1',
      objects: [
        {type: 'grant', id: 'G-1'},
        ...dataset('gp_event'),
        {type: 'valid-to', id: '2026-01-31'},
      ],
    },
  },
  ...(
    [
      {action: 'JOB_STARTED', objects: [{type: 'command', id: 'third-party link'}]},
      {action: 'FILE1_RECEIVED', objects: dataset('gp_event'), rows: 5_000},
      {action: 'OPT_OUT_LIST_RECEIVED', rows: 7},
      {action: 'OPT_OUTS_APPLIED', objects: dataset('gp_event')},
      {action: 'FILE3_WRITTEN', objects: dataset('gp_event'), rows: 4_990},
      {action: 'JOB_FINISHED', objects: [{type: 'command', id: 'third-party link'}]},
    ] satisfies EntryDraft[]
  ).map((draft) => ({
    at: '2026-01-12T10:00:00.000Z',
    actor: 'custodian:a',
    requestId: 'link',
    draft,
  })),
  {
    at: '2026-01-14T23:10:00.000Z',
    draft: {
      action: 'QUERY_ASKED',
      zone: 'project',
      project: 'PRJ-1',
      purpose: 'APP-1 v1',
      legalBasis: ['uk-gdpr:6.1.e', 'uk-gdpr:9.2.j'],
      objects: dataset('gp_event'),
    },
  },
  ...(
    ['RELEASE_CREATED', 'RELEASE_FILE_VOTED', 'RELEASE_FILE_VOTED', 'RELEASE_RELEASED'] as const
  ).map((action, i) => ({
    at: '2026-01-15T10:00:00.000Z',
    actor: ['researcher:a', 'checker:a', 'checker:b', 'checker:b'][i] ?? '',
    draft: {
      action,
      zone: 'output' as const,
      project: 'PRJ-1',
      objects: [
        {type: 'request', id: 'R-00000001'},
        {type: 'author', id: 'researcher:a'},
      ],
      ...(action === 'RELEASE_FILE_VOTED' ? {decision: 'allow' as const} : {}),
      rows: 3,
    },
  })),
  {
    at: '2026-01-16T10:00:00.000Z',
    actor: 'operator:a',
    draft: {
      action: 'WITNESS_COSIGNED',
      objects: [
        {type: 'witness', id: 'university.example'},
        {type: 'checkpoint', id: '12'},
      ],
    },
  },
];
