/** `keys` of a zone: makes its keyring on first use and publishes the public half. */

import type {Zone} from '../../kernel/zones.ts';
import type {Command} from '../command.ts';

export const keysCommand = (zone: Zone, summary: string): Command => ({
  name: `${zone} keys`,
  summary,
  ...(zone === 'project' ? {positionals: ['PROJECT']} : {}),
  async run({job, positionals}) {
    const {openKeyring} = await import('../../assurance/keys/keyring.ts');
    const {publishRecipient} = await import('../../assurance/keys/recipients.ts');
    const [project] = positionals;
    const name = zone === 'project' ? `project-${project}` : zone;
    return job(
      zone,
      async ({directory, home, log, effects}) => {
        const keyring = await openKeyring(directory, zone, log, effects);
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
