/** `keys` of a zone: makes its keyring on first use and publishes the public half. */

import {join} from 'node:path';
import {exists} from '../../engine/files.ts';
import {DataFault} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import type {Command} from '../command.ts';

export const keysCommand = (zone: Zone, summary: string): Command => ({
  name: `${zone} keys`,
  summary,
  ...(zone === 'project' ? {positionals: ['PROJECT']} : {}),
  async run({job, positionals}) {
    const {makeKeyring} = await import('../../assurance/keys/keyring.ts');
    const {isPublished, publishRecipient} = await import('../../assurance/keys/recipients.ts');
    const [project] = positionals;
    const name = zone === 'project' ? `project-${project}` : zone;
    return job(
      zone,
      async ({directory, home, log, effects}) => {
        const lost =
          (await isPublished(home, name)) && !(await exists(join(directory, `${zone}.keys`)));
        if (lost)
          throw new DataFault('KEYRING_INVALID', [{where: name, what: 'published, and gone'}]);
        const keyring = await makeKeyring(directory, zone, log, effects);
        await publishRecipient(home, keyring, name);
        return {
          json: {zone: name, keyId: keyring.keyId, recipient: keyring.recipient},
          text: [`${name} has key ${keyring.keyId}`, `seal files for it to ${keyring.recipient}`],
        };
      },
      zone === 'project' ? project : undefined,
    );
  },
});
