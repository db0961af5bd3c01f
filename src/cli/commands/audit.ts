/** Commands of the audit log. */

import {join} from 'node:path';
import type {Command} from '../command.ts';

const verify: Command = {
  name: 'audit verify',
  summary: 'checks every entry of the log against its signed checkpoint; needs no data and no keys',
  async run({home}) {
    const {verifyLog} = await import('../../assurance/audit/verify.ts');
    const verified = await verifyLog(join(home, 'audit'));
    return {
      json: {verified: true, ...verified},
      text: [
        `the log verifies: ${verified.size} entries`,
        `  origin  ${verified.origin}`,
        `  root    ${verified.root}`,
      ],
    };
  },
};

export const auditCommands: readonly Command[] = [verify];
