/** `audit verify`: checks the log of a home, or one receipt that has no home at all. */

import {dirname, join} from 'node:path';
import type {HeldOutside, OutsideView} from '../../../assurance/audit/outside/outside.ts';
import type {Policy} from '../../../assurance/audit/outside/policy-file.ts';
import {exists} from '../../../engine/files.ts';
import {DataFault} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {policyFrom, readGiven} from './open.ts';
import {outsideLines, paragraphOf, sightLines} from './words.ts';

export const verify: Command = {
  name: 'audit verify',
  summary:
    'checks every entry of the log, or one receipt (audit verify FILE); needs no data and no keys',
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      help: 'log, witnesses and quorum to hold it to (default: the policy beside it)',
    },
    checkpoint: {
      type: 'string',
      value: 'FILE',
      repeated: true,
      help: 'a checkpoint or receipt kept outside, which the log must continue; may be repeated',
    },
    'ignore-unknown': {
      type: 'boolean',
      help: 'of a receipt: pass over signatures by keys that the policy does not name',
    },
  },
  run: (input) => {
    const [receipt] = input.positionals;
    return receipt === undefined ? verifyHome(input) : verifyReceipt(input, receipt);
  },
};

async function verifyHome({home, text, all}: CommandInput): Promise<Outcome> {
  const {verifyLog} = await import('../../../assurance/audit/verify.ts');
  const {missingReceipts} = await import('../../../assurance/audit/outside/missing-receipts.ts');
  const directory = join(home, 'audit');
  const held: HeldOutside[] = [];
  for (const [i, path] of all('checkpoint').entries()) {
    held.push({name: `checkpoint ${i + 1}`, bytes: await readGiven(path, 'checkpoint')});
  }
  const given = text('policy');
  const policy = given === undefined ? null : await policyFrom(given);
  const log = await verifyLog(directory);
  const view = await viewFromOutside(directory, policy, held);
  const missing = await missingReceipts(directory, log.size);
  const {name, isMet} = view.quorum;
  if (!isMet) {
    throw new DataFault('QUORUM_NOT_MET', [
      {where: `quorum ${name}`, what: 'not met by what is held, for any part of the log'},
      ...view.witnesses.map(({name: witness, size}) => ({
        where: `witness ${witness}`,
        what: size === 0 ? 'has cosigned nothing' : `has cosigned ${size} entries`,
      })),
    ]);
  }
  return {
    json: {verified: true, ...log, ...view, missingReceipts: missing},
    text: [
      `the log verifies: ${log.size} entries`,
      `  origin  ${log.origin}`,
      `  root    ${log.root}`,
      ...outsideLines(view, log.size),
      ...(missing.length === 0 ? [] : [missingLine(missing)]),
      ...log.silences.map(({after, seconds}) => `  silence of ${seconds} s after entry ${after}`),
    ],
  };
}

const missingLine = (missing: readonly number[]): string =>
  `  ${missing.length} acts have no receipt: dolen audit prove --missing makes them again`;

/** Without a policy that was given, the one beside the log says whom it asks. */
async function viewFromOutside(
  directory: string,
  given: Policy | null,
  held: readonly HeldOutside[],
): Promise<OutsideView> {
  const {compareOutside} = await import('../../../assurance/audit/outside/outside.ts');
  const {readPolicy} = await import('../../../assurance/audit/outside/stored-policy.ts');
  return compareOutside(directory, given ?? (await readPolicy(directory)), held);
}

async function verifyReceipt(input: CommandInput, path: string): Promise<Outcome> {
  const {checkReceipt} = await import('../../../assurance/audit/outside/receipt-check.ts');
  const bytes = await readGiven(path, 'receipt');
  const given = input.text('policy');
  const beside = join(dirname(path), 'policy');
  if (given === undefined && !(await exists(beside))) {
    throw new DataFault('WITNESS_POLICY_INVALID', [
      {where: 'policy', what: 'none beside the receipt: give one with --policy FILE'},
    ]);
  }
  const policy = await policyFrom(given ?? beside);
  const ignoreUnknown = input.isSet('ignore-unknown');
  const {entry, checkpoint, witnesses} = checkReceipt(bytes, policy, {ignoreUnknown});
  const caution =
    given === undefined
      ? [
          'the policy came with the receipt: that shows only that receipt and log belong together;',
          'to know whose log it is, get the policy from someone you trust and give it: --policy FILE',
        ]
      : [];
  const quorum =
    policy.quorum === null
      ? 'none asked for: only the log itself vouches for its history'
      : `${policy.quorum}: met`;
  return {
    json: {
      ...{verified: true, entry, origin: checkpoint.origin, size: checkpoint.size, witnesses},
      quorum: policy.quorum,
      policyCameWithReceipt: given === undefined,
    },
    text: [
      `the receipt verifies: entry ${entry.seq} of ${checkpoint.origin}, among ${checkpoint.size}`,
      ...paragraphOf(entry),
      ...sightLines(witnesses),
      `  quorum      ${quorum}`,
      ...caution,
    ],
  };
}
