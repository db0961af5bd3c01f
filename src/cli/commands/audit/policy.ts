/** `audit policy`: names the witnesses of a log, and how many of them it takes. */

import type {Policy} from '../../../assurance/audit/policy-file.ts';
import {sha256} from '../../../kernel/digests.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command} from '../../command.ts';
import {logFolder, openForAct} from './open.ts';

export const policy: Command = {
  name: 'audit policy',
  summary: 'prints whom the log asks to cosign, or replaces it: witnesses and how many it takes',
  options: {
    witness: {
      type: 'string',
      value: 'VKEY',
      repeated: true,
      help: 'a witness: "[NAME] VKEY [URL]" in one argument; may be repeated',
    },
    quorum: {type: 'string', value: 'K', help: 'how many of them: a number, all, any or none'},
  },
  async run(input) {
    const {parsePolicy} = await import('../../../assurance/audit/policy-file.ts');
    const {keepPolicy, logVkey, policyText} = await import(
      '../../../assurance/audit/stored-policy.ts'
    );
    const directory = await logFolder(input.home);
    const witnesses = input.all('witness');
    const quorum = input.text('quorum');
    if (witnesses.length === 0 && quorum === undefined) return shown(await policyText(directory));
    const text = written(await logVkey(directory), witnesses, quorum ?? 'all');
    const read = parsePolicy(Buffer.from(text));
    requireCheckable(read);
    const log = await openForAct(input, directory, 'operator');
    const objects = [{type: 'policy', id: 'witnesses'}];
    await log.append({action: 'POLICY_CHANGED', objects, inputHashes: [sha256(text)]});
    await keepPolicy(directory, text);
    await log.close();
    return shown(text);
  },
};

const shown = (text: string) => ({json: {policy: text}, text: [text.trimEnd()]});

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
