/** Border folders that a faulty or malicious sender could write: sealed and announced, and wrong inside. */

import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {AuditLog} from '../../src/assurance/audit/log.ts';
import {Database} from '../../src/engine/database.ts';
import {writeParquet} from '../../src/engine/parquet.ts';
import {type Manifest, writeSealedFolder} from '../../src/engine/sealed-folder.ts';
import {type Digest, sha256} from '../../src/kernel/digests.ts';
import type {Sql} from '../../src/kernel/sql.ts';

export interface Forgery {
  readonly home: string;
  readonly scratch: string;
  readonly place: string;
  /** The rows of the payload; `read_parquet` of files in the scratch folder may be used. */
  readonly rows: Sql;
  /** A manifest to start from; what `change` says is different. */
  readonly manifest: Manifest;
  readonly change?: Partial<Manifest>;
}

export async function forge({
  home,
  scratch,
  place,
  rows,
  manifest,
  change,
}: Forgery): Promise<void> {
  const plain = join(scratch, `forged-${Math.random()}.parquet`);
  const db = await Database.open({directories: [scratch], tempDirectory: join(scratch, 'spill')});
  await writeParquet(db, rows, plain);
  db.close();
  const log = await AuditLog.open(
    join(home, 'audit'),
    {
      actor: 'forger',
      role: 'data_engineer',
      assurance: 'none',
      requestId: 'forged',
      policyHash: sha256(''),
      codeHash: sha256(''),
    },
    {now: () => Date.now(), randomBytes: (n) => randomBytes(n)},
  );
  const {v: _v, payload: _payload, ...draft} = {...manifest, ...change};
  await writeSealedFolder(place, plain, draft, (digest: Digest) =>
    log.append({action: 'FILE2_WRITTEN', zone: 'provider', outputHashes: [digest]}),
  );
  await log.close();
}
