/** `keys` of a zone: makes its keyring on first use, seals it, and publishes the public half. */

import {join, resolve} from 'node:path';
import type {SealTo} from '../../assurance/keys/unlock.ts';
import {exists} from '../../engine/files.ts';
import {DataFault, UsageError} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import type {Command, CommandInput} from '../command.ts';

const sealTo = ({text}: CommandInput): SealTo | null => {
  const [file, recipient] = [text('seal-passphrase'), text('seal-to')];
  if (file !== undefined && recipient !== undefined) {
    const what = 'one of --seal-passphrase and --seal-to';
    throw new UsageError('USAGE', [{where: 'keys', what}]);
  }
  if (file !== undefined) return {passphraseFile: resolve(file)};
  return recipient === undefined ? null : {recipient};
};

const SEALED_NOTE =
  'the keyring is sealed; keep what opens it elsewhere: without it nothing can be read again';

export const keysCommand = (zone: Zone, summary: string): Command => ({
  name: `${zone} keys`,
  summary,
  ...(zone === 'project' ? {positionals: ['PROJECT']} : {}),
  options: {
    'seal-passphrase': {
      type: 'string',
      value: 'FILE',
      help: 'seals the keyring to the passphrase in the first line of a file',
    },
    'seal-to': {type: 'string', value: 'RECIPIENT', help: 'seals the keyring to an age recipient'},
  },
  async run(input) {
    const {job, positionals, shared} = input;
    const {makeKeyring} = await import('../../assurance/keys/keyring.ts');
    const {isPublished, publishRecipient} = await import('../../assurance/keys/recipients.ts');
    const [project] = positionals;
    const name = zone === 'project' ? `project-${project}` : zone;
    const seal = sealTo(input);
    return job(
      zone,
      async ({directory, home, log, effects}) => {
        const lost =
          (await isPublished(home, name)) && !(await exists(join(directory, `${zone}.keys`)));
        if (lost)
          throw new DataFault('KEYRING_INVALID', [{where: name, what: 'published, and gone'}]);
        const keyring = await makeKeyring(directory, zone, log, effects, {
          ...(shared.unlock && {unlock: shared.unlock}),
          ...(seal && {sealTo: seal}),
        });
        await publishRecipient(home, keyring, name);
        return {
          json: {zone: name, keyId: keyring.keyId, recipient: keyring.recipient},
          text: [
            `${name} has key ${keyring.keyId}`,
            `seal files for it to ${keyring.recipient}`,
            ...(seal ? [SEALED_NOTE] : []),
          ],
        };
      },
      zone === 'project' ? project : undefined,
    );
  },
});
