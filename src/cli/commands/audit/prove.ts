/** `audit prove`: a receipt of any entry at any time, or a proof that the log only grew. */

import {join, resolve} from 'node:path';
import type {EntryDraft} from '../../../assurance/audit/log.ts';
import {exists, writeWhole} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {countOf, logFolder, openForAct} from './open.ts';
import {sightLines} from './words.ts';

export const prove: Command = {
  name: 'audit prove',
  summary:
    'makes the receipt of an entry (audit prove INDEX), or shows that the log only grew (--from, --to)',
  options: {
    out: {type: 'string', value: 'FILE', help: 'where the receipt goes (default: the screen)'},
    size: {
      type: 'string',
      value: 'N',
      help: 'under the signed checkpoint of N entries (default: the one most witnesses cosigned)',
    },
    missing: {
      type: 'boolean',
      help: 'makes every receipt that is missing, and adds new cosignatures to the others',
    },
    from: {type: 'string', value: 'N', help: 'prints the consistency proof from N entries on'},
    to: {type: 'string', value: 'N', help: 'up to so many entries (default: all published)'},
  },
  async run(input) {
    const directory = await logFolder(input.home);
    if (input.isSet('missing')) return makeMissing(input, directory);
    if (input.text('from') !== undefined) return proveGrowth(input, directory);
    return proveOne(input, directory);
  },
};

async function proveOne(input: CommandInput, directory: string): Promise<Outcome> {
  const {heldCheckpoints} = await import('../../../assurance/audit/outside/cosigned.ts');
  const {writeProofFile} = await import('../../../assurance/audit/outside/proof-file.ts');
  const {proveEntry} = await import('../../../assurance/audit/outside/receipts.ts');
  const {readPolicy} = await import('../../../assurance/audit/outside/stored-policy.ts');
  const index = countOf(input.positionals[0], 'INDEX') ?? missingIndex();
  const size = countOf(input.text('size'), '--size');
  const out = input.text('out');
  if (out !== undefined && (await exists(resolve(out)))) {
    throw new UsageError('OUTPUT_EXISTS', [{where: '--out', what: 'a file of that name'}]);
  }
  const objects = [{type: 'entry', id: String(index)}];
  const proven = async () =>
    proveEntry(
      directory,
      index,
      await heldCheckpoints(directory, await readPolicy(directory)),
      size,
    );
  // Made once before the entry: the log must not tell of a receipt that cannot be made.
  await note(input, directory, {action: 'RECEIPT_MADE', objects}, proven);
  const {proof, under} = await proven();
  const receipt = writeProofFile(proof);
  const {checkpoint, witnesses, quorum} = under;
  const json = {index, size: checkpoint.size, origin: checkpoint.origin, witnesses, quorum};
  if (out === undefined) return {json: {...json, receipt}, text: [receipt.trimEnd()]};
  await writeWhole(resolve(out), receipt);
  return {
    json,
    text: [
      `the receipt of entry ${index}, under the checkpoint of ${checkpoint.size} entries`,
      ...sightLines(witnesses),
    ],
  };
}

function missingIndex(): never {
  throw new UsageError('USAGE', [{where: 'audit prove', what: 'needs INDEX, --missing or --from'}]);
}

/** Reading the log is an act; of a copy without the log's key it leaves no entry. */
async function note(
  input: CommandInput,
  directory: string,
  draft: EntryDraft,
  requirePossible?: () => Promise<unknown>,
): Promise<void> {
  if (!(await exists(join(directory, 'log.key')))) return;
  const log = await openForAct(input, directory, 'auditor');
  try {
    if (requirePossible) {
      // What a crash left in the journal has its place in the tree before it is looked for.
      await log.publish();
      await requirePossible();
    }
    await log.append(draft);
  } finally {
    await log.close();
  }
}

async function makeMissing(input: CommandInput, directory: string): Promise<Outcome> {
  const {missingReceipts} = await import('../../../assurance/audit/outside/missing-receipts.ts');
  const {refreshReceipts, writeReceipts} = await import(
    '../../../assurance/audit/outside/receipts.ts'
  );
  const {verifyLog} = await import('../../../assurance/audit/verify.ts');
  const {size} = await verifyLog(directory);
  const missing = await missingReceipts(directory, size);
  const objects = missing.slice(0, 64).map((index) => ({type: 'entry', id: String(index)}));
  await note(input, directory, {action: 'RECEIPT_MADE', objects});
  await writeReceipts(directory, missing);
  const refreshed = await refreshReceipts(directory);
  return {
    json: {made: missing, refreshed},
    text: [`${missing.length} receipts made, ${refreshed} brought up to date`],
  };
}

async function proveGrowth(input: CommandInput, directory: string): Promise<Outcome> {
  const {verifyLog} = await import('../../../assurance/audit/verify.ts');
  const {storedTree} = await import('../../../assurance/audit/tree/stored-tree.ts');
  const from = countOf(input.text('from'), '--from') ?? 0;
  await note(input, directory, {action: 'LOG_READ'});
  const {size, origin} = await verifyLog(directory);
  const to = countOf(input.text('to'), '--to') ?? size;
  if (from > to || to > size) {
    throw new UsageError('USAGE', [{where: '--from, --to', what: `at most ${size}, in order`}]);
  }
  const tree = storedTree(directory);
  const [before, after] = [await tree.root(from), await tree.root(to)];
  const hashes = (await tree.consistencyProof(from, to)).map((hash) => hash.toString('base64'));
  const [oldRoot, newRoot] = [before.toString('base64'), after.toString('base64')];
  return {
    json: {origin, from: {size: from, root: oldRoot}, to: {size: to, root: newRoot}, hashes},
    text: [`${origin}`, `from ${from} ${oldRoot}`, `to ${to} ${newRoot}`, ...hashes],
  };
}
