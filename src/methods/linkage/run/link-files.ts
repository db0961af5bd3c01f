/** Links one file to itself or two files: open, encode, score, resolve. */

import {dirname, join} from 'node:path';
import {Database} from '../../../engine/database.ts';
import {digestOfFile} from '../../../engine/files.ts';
import {openWorkspace, type Workspace} from '../../../engine/workspace.ts';
import {sha256} from '../../../kernel/digests.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {DataFault} from '../../../kernel/errors.ts';
import {type Inputs, openInputs, readIds} from '../encode/inputs.ts';
import {linkageModelDigest} from '../model/read-model.ts';
import type {LinkageModel} from '../model/schema.ts';
import type {Records} from '../resolve/edges.ts';
import type {Lexicon} from '../values/features.ts';
import {ChunkStore} from './chunk-store.ts';
import {householdsOf} from './households.ts';
import {impossiblePairs} from './impossible-pairs.ts';
import {databaseShare} from './memory.ts';
import {rankRecords} from './ranks.ts';
import {type Resolved, resolvePairs} from './resolve-pairs.ts';
import {type ScoredPairs, scorePairs} from './score-pairs.ts';
import {Session} from './session.ts';

export type Paths = readonly [string] | readonly [string, string];

export interface LinkOptions {
  readonly paths: Paths;
  readonly model: LinkageModel;
  /** Where temporary files may be written; removed at the end. */
  readonly scratch: string;
  /** Folder of the chunks of a run that can be resumed. */
  readonly resumable?: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly lexicon?: Lexicon;
  /** Keep pairs down to this weight, in bits; lower than links need, for reports. */
  readonly floor?: number;
}

export interface Linked {
  readonly db: Database;
  readonly inputs: Inputs;
  readonly session: Session;
  readonly pairs: ScoredPairs;
  readonly records: Records;
  readonly resolved: Resolved;
  readonly seconds: Readonly<Record<'prepare' | 'score' | 'resolve', number>>;
}

/** Runs an act with the linked files; all temporary tables and files are gone when it ends. */
export async function withLinkedFiles<T>(
  options: LinkOptions,
  effects: Effects,
  act: (linked: Linked) => Promise<T>,
): Promise<T> {
  return withInputs(options, async (db, inputs) => {
    const {model} = options;
    const from = effects.now();
    requireKind(model, inputs);
    await readIds(db, inputs, model.id);
    await using session = await Session.open(db, inputs, model, model.blocking.predict, options);
    session.requireValues(1);
    const prepared = effects.now();
    effects.step({step: 'encode records', rows: inputs.count, ms: prepared - from});
    const floor = Math.min(options.floor ?? Number.POSITIVE_INFINITY, floorOf(model));
    const store =
      options.resumable === undefined
        ? undefined
        : await ChunkStore.open(options.resumable, await planDigest(options, floor));
    const pairs = await scorePairs(session, model, {floor, ...(store && {store})});
    const scored = effects.now();
    effects.step({step: 'score pairs', rows: pairs.compared, ms: scored - prepared});
    const key = linkageModelDigest(model);
    const rank = await rankRecords(db, inputs.count, inputs.leftCount, key);
    const records = {count: inputs.count, leftCount: inputs.leftCount, rank};
    const household = householdsOf(session, model);
    const forbids = await impossiblePairs(session, model, options.lexicon);
    const resolved = resolvePairs({
      pairs,
      records,
      resolve: model.resolve,
      ...(household && {household}),
      ...(forbids && {forbids}),
    });
    const done = effects.now();
    effects.step({step: 'resolve links', rows: resolved.links.length, ms: done - scored});
    const seconds = {
      prepare: (prepared - from) / 1000,
      score: (scored - prepared) / 1000,
      resolve: (done - scored) / 1000,
    };
    const result = await act({db, inputs, session, pairs, records, resolved, seconds});
    await store?.clear();
    return result;
  });
}

/** Opens files and a database for them, and leaves nothing behind. */
export async function withInputs<T>(
  {
    paths,
    scratch,
    threads,
    memory,
    alsoRead = [],
  }: Pick<LinkOptions, 'paths' | 'scratch' | 'threads' | 'memory'> & {
    /** Files that are read beside the inputs. */
    readonly alsoRead?: readonly string[];
  },
  act: (db: Database, inputs: Inputs) => Promise<T>,
): Promise<T> {
  const workspace = await openWorkspace(scratch);
  const db = await Database.open({
    directories: [...[...paths, ...alsoRead].map((path) => dirname(path)), scratch],
    tempDirectory: join(workspace.path, 'spill'),
    ...(threads === undefined ? {} : {threads}),
    ...(memory === undefined ? {} : {memoryLimit: databaseShare(memory)}),
  });
  try {
    return await act(
      db,
      await openInputs(db, paths, [named(workspace, 'left'), named(workspace, 'right')]),
    );
  } finally {
    db.close();
    await workspace.clear();
  }
}

/** A corner of a workspace, so that two files do not stage to one name. */
const named = (workspace: Workspace, name: string): Workspace => ({
  ...workspace,
  file: (file) => workspace.file(`${name}-${file}`),
});

/** Pairs that weigh less cannot change a link. */
function floorOf({resolve}: LinkageModel): number {
  if (resolve.household) return resolve.theta - HOUSEHOLD_REACH;
  return resolve.method === 'margin' ? resolve.theta - resolve.delta : resolve.theta;
}

/** No household says more than this, in bits: a prior of one half against one in a million or so. */
const HOUSEHOLD_REACH = 20;

/** What chunks follow from: model, data, floor, and the code's own version of their format. */
async function planDigest({model, paths}: LinkOptions, floor: number): Promise<string> {
  const data = await Promise.all(paths.map((path) => digestOfFile(path)));
  return sha256(JSON.stringify(['chunks/v1', linkageModelDigest(model), data, floor]));
}

function requireKind({kind}: LinkageModel, {right}: Inputs): void {
  if (kind === 'dedupe' && right !== null) {
    throw new DataFault('MODEL_INVALID', [{where: 'kind', what: 'dedupe takes one file'}]);
  }
  if (kind !== 'dedupe' && right === null) {
    throw new DataFault('MODEL_INVALID', [{where: 'kind', what: `${kind} takes two files`}]);
  }
}
