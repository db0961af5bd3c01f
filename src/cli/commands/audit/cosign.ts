/** `audit cosign`: asks the witnesses of a log, over the network or by file, and keeps their answers. */

import {resolve} from 'node:path';
import type {AuditLog, PublishedCheckpoint} from '../../../assurance/audit/log.ts';
import type {Policy, PolicyWitness} from '../../../assurance/audit/outside/policy-file.ts';
import type {Answered} from '../../../assurance/audit/witness/ask.ts';
import {writeWhole} from '../../../engine/files.ts';
import {DataFault, Defect, DolenError, refuse, UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {getCheckpoint, postCheckpoint} from '../../witness-client.ts';
import {countOf, logFolder, openForAct, readGiven, witnessOf} from './open.ts';
import {moment} from './words.ts';

export const cosign: Command = {
  name: 'audit cosign',
  summary: 'asks witnesses to cosign the log: all that the policy gives a URL, one, or one by file',
  options: {
    witness: {type: 'string', value: 'URL', help: 'asks the witness at this address only'},
    name: {
      type: 'string',
      value: 'NAME',
      help: 'which witness it is: its name in the policy, or the name of its key',
    },
    'request-out': {type: 'string', value: 'FILE', help: 'writes the request, to be carried there'},
    old: {
      type: 'string',
      value: 'N',
      help: 'with --request-out: the size that the witness says it holds (status 409)',
    },
    reply: {type: 'string', value: 'FILE', help: 'takes the reply that was carried back'},
  },
  async run(input) {
    const {readPolicy} = await import('../../../assurance/audit/outside/stored-policy.ts');
    const directory = await logFolder(input.home);
    const policy = await readPolicy(directory);
    const asked = {...input, directory, policy};
    if (input.text('request-out') !== undefined) return writeRequestFile(asked);
    if (input.text('reply') !== undefined) return takeReplyFile(asked);
    return askOverNetwork(asked);
  },
};

interface Asked extends CommandInput {
  readonly directory: string;
  readonly policy: Policy;
}

const openLog = (input: Asked): Promise<AuditLog> => openForAct(input, input.directory, 'operator');

async function askOverNetwork(input: Asked): Promise<Outcome> {
  const targets = targetsOf(input);
  const log = await openLog(input);
  try {
    // One checkpoint for all: entries about the first answer would otherwise move the second.
    const checkpoint = await log.publish();
    const round: Awaited<ReturnType<typeof ask>>[] = [];
    const failures: unknown[] = [];
    for (const target of targets) {
      await ask(input, checkpoint, target).then(
        (answer) => round.push(answer),
        (error: unknown) => failures.push(error),
      );
    }
    const {takeAnswer} = await import('../../../assurance/audit/witness/ask.ts');
    const answers: Answered[] = [];
    for (const {asking, reply, url} of round) {
      await takeAnswer(input.directory, log, asking, reply).then(
        (answer) => answers.push(answer),
        (error: unknown) => failures.push(error),
      );
      if (answers.at(-1)?.fault?.isAlarm) await keepEvidence(input, asking.witness, url);
    }
    await finish(input.directory, log);
    return outcomeOf(answers, failures, checkpoint.size);
  } catch (error) {
    await log.close().catch(() => undefined);
    throw error;
  }
}

interface Target {
  readonly witness: PolicyWitness;
  readonly url: string;
}

function targetsOf({policy, text}: Asked): Target[] {
  const url = text('witness');
  if (url !== undefined) return [{witness: witnessOf(policy, {name: text('name'), url}), url}];
  const name = text('name');
  const asked = name === undefined ? policy.witnesses : [witnessOf(policy, {name})];
  const targets = asked.flatMap((witness) =>
    witness.url === null ? [] : [{witness, url: witness.url}],
  );
  if (targets.length > 0) return targets;
  throw new UsageError('USAGE', [
    {
      where: 'audit cosign',
      what: 'no witness with a URL: give --witness URL or --request-out FILE',
    },
  ]);
}

async function ask({directory}: Asked, {note}: PublishedCheckpoint, {witness, url}: Target) {
  const {askAbout, sizeHeld} = await import('../../../assurance/audit/witness/ask.ts');
  const asking = await askAbout(directory, note, witness);
  const reply = await postCheckpoint(url, asking.request);
  const held = sizeHeld(reply);
  // It may have cosigned what we never heard of; one that saw more than there is, is answered below.
  if (held === null || held > asking.head.size) return {asking, reply, url};
  const again = await askAbout(directory, note, witness, held);
  return {asking: again, reply: await postCheckpoint(url, again.request), url};
}

/** What the witness shows for itself; if it shows nothing, the alarm stands all the same. */
async function keepEvidence(
  {directory, policy}: Asked,
  witness: PolicyWitness,
  url: string,
): Promise<void> {
  const {keepShown} = await import('../../../assurance/audit/witness/ask.ts');
  for (const {verifier} of policy.logs) {
    const shown = await getCheckpoint(url, verifier?.name ?? '').catch(() => null);
    if (shown?.status === 200) await keepShown(directory, policy, witness, shown.body);
  }
}

/** The last entries are published, and receipts learn of the new cosignatures. */
async function finish(directory: string, log: AuditLog): Promise<void> {
  const {refreshReceipts} = await import('../../../assurance/audit/outside/receipts.ts');
  await log.close();
  await refreshReceipts(directory);
}

/** A history that differs comes before everything else; one witness that failed stops no other. */
function outcomeOf(
  answers: readonly Answered[],
  failures: readonly unknown[],
  size: number,
): Outcome {
  const alarms = answers.flatMap(({fault}) => (fault?.isAlarm ? [fault] : []));
  if (alarms.length > 0) throw new Defect('LOG_BROKEN', alarms);
  const failed = failures.map((error) => {
    if (error instanceof DolenError && error.code !== 'LOG_BROKEN') return error;
    throw error;
  });
  const refused = answers.flatMap(({fault}) => fault ?? []);
  if (refused.length === answers.length) {
    if (failed[0]) throw failed[0];
    throw refuse('WITNESS_REFUSED', refused.map(({where, what}) => `${where}: ${what}`).join('; '));
  }
  const lines = answers.map(({name, at, fault}) =>
    at === null ? `  ${name}: ${fault?.what}` : `  ${name}: cosigned at ${moment(at)}`,
  );
  return {
    json: {size, answers, failed: failed.map(({code, faults}) => ({code, faults}))},
    text: [
      `asked about ${size} entries`,
      ...lines,
      ...failed.map(({code, message}) => `  ${code}: ${message}`),
    ],
    exitStatus: failed[0]?.exitStatus ?? (refused.length === 0 ? 0 : 3),
  };
}

async function writeRequestFile(input: Asked): Promise<Outcome> {
  const {askAbout, rememberAsking} = await import('../../../assurance/audit/witness/ask.ts');
  const witness = witnessOf(input.policy, {name: input.text('name')});
  const old = countOf(input.text('old'), '--old');
  const log = await openLog(input);
  const {note, size} = await log.close();
  const asking = await askAbout(input.directory, note, witness, old);
  await rememberAsking(input.directory, asking);
  await writeWhole(resolve(input.need('request-out')), asking.request);
  return {
    json: {witness: witness.name, size},
    text: [`the request for ${witness.name}, about ${size} entries; carry it to that witness`],
  };
}

async function takeReplyFile(input: Asked): Promise<Outcome> {
  const {recallAsking, takeAnswer} = await import('../../../assurance/audit/witness/ask.ts');
  const {readReply} = await import('../../../assurance/audit/witness/reply.ts');
  const witness = witnessOf(input.policy, {name: input.text('name')});
  const reply = readReply((await readGiven(input.need('reply'), 'reply')).toString('utf8'));
  if (!reply) {
    throw new DataFault('WITNESS_REPLY_INVALID', [{where: 'reply', what: 'no status line'}]);
  }
  const asking = await recallAsking(input.directory, witness);
  const log = await openLog(input);
  try {
    const answer = await takeAnswer(input.directory, log, asking, reply);
    await finish(input.directory, log);
    return outcomeOf([answer], [], asking.head.size);
  } catch (error) {
    await log.close().catch(() => undefined);
    throw error;
  }
}
