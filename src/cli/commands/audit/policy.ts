/** `audit policy`: names the witnesses of a log, and how many of them it takes. */

import {join} from 'node:path';
import type {AuditLog} from '../../../assurance/audit/log.ts';
import type {PolicyChange} from '../../../assurance/audit/outside/policy-change.ts';
import type {Policy} from '../../../assurance/audit/outside/policy-file.ts';
import {sha256} from '../../../kernel/digests.ts';
import {Refusal, UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {requireRoleOf} from '../../roles.ts';
import {logFolder, openForAct} from './open.ts';

export const policy: Command = {
  name: 'audit policy',
  summary: 'prints whom the log asks to cosign; an operator replaces it: witnesses, and how many',
  options: {
    witness: {
      type: 'string',
      value: 'VKEY',
      repeated: true,
      help: 'a witness: "[NAME] VKEY [URL]" in one argument; may be repeated',
    },
    quorum: {type: 'string', value: 'K', help: 'how many of them: a number, all, any or none'},
    because: {
      type: 'string',
      value: 'TEXT',
      help: 'why it is replaced; the log holds a commitment to it only',
    },
  },
  async run(input) {
    const {parsePolicy} = await import('../../../assurance/audit/outside/policy-file.ts');
    const {logVkey, policyText} = await import('../../../assurance/audit/outside/stored-policy.ts');
    const directory = await logFolder(input.home);
    const witnesses = input.all('witness');
    const quorum = input.text('quorum');
    if (witnesses.length === 0 && quorum === undefined) {
      const text = await policyText(directory);
      return {json: {policy: text}, text: [text.trimEnd()]};
    }
    const because = reasonOf(input);
    const text = written(await logVkey(directory), witnesses, quorum ?? 'all');
    const read = parsePolicy(Buffer.from(text));
    requireCheckable(read);
    const log = await openForAct(input, directory, 'operator');
    try {
      await requireOperator(input, log);
      return await replace({input, directory, log}, text, because);
    } finally {
      await log.close();
    }
  },
};

function reasonOf({need}: CommandInput): string {
  const because = need('because').trim();
  if (because !== '') return because;
  throw new UsageError('USAGE', [{where: '--because', what: 'say why, in words'}]);
}

const OBJECT = {type: 'policy', id: 'witnesses'};

/** Who may not change it, and tried, is in the log. */
async function requireOperator({shared}: CommandInput, log: AuditLog): Promise<void> {
  try {
    await requireRoleOf(shared, 'operator');
  } catch (error) {
    if (error instanceof Refusal) {
      const reasonCodes = error.reasons.map(({code}) => code);
      await log.append({
        action: 'ACTOR_REFUSED',
        objects: [OBJECT],
        decision: 'refuse',
        reasonCodes,
      });
    }
    throw error;
  }
}

interface Acting {
  readonly input: CommandInput;
  readonly directory: string;
  readonly log: AuditLog;
}

async function replace(
  {input, directory, log}: Acting,
  text: string,
  because: string,
): Promise<Outcome> {
  const {commitAndKeep} = await import('../../../assurance/audit/openings.ts');
  const {changeOf} = await import('../../../assurance/audit/outside/policy-change.ts');
  const {parsePolicy} = await import('../../../assurance/audit/outside/policy-file.ts');
  const {keepPolicy, readPolicy} = await import(
    '../../../assurance/audit/outside/stored-policy.ts'
  );
  const change = changeOf(await readPolicy(directory), parsePolicy(Buffer.from(text)));
  const {before, after} = change;
  const objects = [
    OBJECT,
    {type: 'witnesses-before', id: String(before.witnesses)},
    {type: 'quorum-before', id: String(before.needed)},
    {type: 'witnesses', id: String(after.witnesses)},
    {type: 'quorum', id: String(after.needed)},
  ];
  const governance = join(input.home, 'governance');
  await log.append({
    action: 'POLICY_CHANGED',
    objects,
    inputHashes: [sha256(text)],
    commits: await commitAndKeep(governance, {reason: because}, input.effects),
  });
  await keepPolicy(directory, text);
  return {json: {policy: text, change}, text: [text.trimEnd(), ...changeLines(change)]};
}

function changeLines({before, after, dropped, isWeaker}: PolicyChange): string[] {
  const was = `${before.needed} of ${before.witnesses}`;
  const less = [
    ...(after.witnesses < before.witnesses ? ['there are fewer witnesses'] : []),
    ...(after.needed < before.needed ? ['fewer have to agree'] : []),
  ];
  return [
    `  it takes ${after.needed} of ${after.witnesses} witnesses, was ${was}`,
    ...(dropped.length > 0 ? [`  no longer asked: ${dropped.join(', ')}`] : []),
    ...(isWeaker ? [`  weaker than the policy before: ${less.join(', and ')}`] : []),
  ];
}

function written(log: string, witnesses: readonly string[], quorum: string): string {
  const asked = witnesses.map((words) => {
    const parts = words.split(/\s+/).filter((part) => part !== '');
    const at = parts.findIndex((part) => part.includes('+'));
    const [vkey, url] = parts.slice(at);
    if (at < 0 || at > 1 || vkey === undefined || parts.length > at + 2) {
      throw new UsageError('USAGE', [{where: '--witness', what: '"[NAME] VKEY [URL]"'}]);
    }
    const name = at === 1 ? (parts[0] ?? '') : nameFrom(vkey);
    return {name, line: ['witness', name, vkey, ...(url === undefined ? [] : [url])].join(' ')};
  });
  const lines = [`log ${log}`, ...asked.map(({line}) => line)];
  if (quorum === 'none') return `${[...lines, 'quorum none'].join('\n')}\n`;
  const group = `group witnesses ${quorum} ${asked.map(({name}) => name).join(' ')}`;
  return `${[...lines, group, 'quorum witnesses'].join('\n')}\n`;
}

/** The name of the key, as a word that can name a folder too. */
const nameFrom = (vkey: string): string =>
  vkey
    .slice(0, vkey.indexOf('+'))
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, 60);

/** The format admits kinds of keys that are not known here; to ask for one would be a mistake. */
function requireCheckable({witnesses}: Policy): void {
  const unknown = witnesses.filter(({verifier}) => verifier === null);
  if (unknown.length === 0) return;
  throw new UsageError(
    'USAGE',
    unknown.map(({name}) => ({where: `witness ${name}`, what: 'a kind of key that is not known'})),
  );
}
