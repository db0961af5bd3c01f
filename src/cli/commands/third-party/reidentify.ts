/** `third-party reidentify`: executes a request that two bodies allowed, from the third party's side. */

import {join, resolve} from 'node:path';
import {caseFile} from '../../../assurance/keys/reidentification/batch.ts';
import type {Command, CommandInput} from '../../command.ts';
import {runZoneCommand} from '../../processes.ts';

const roleOf = ({shared}: CommandInput): string => shared.role ?? 'ttp_custodian';

/** A role that somebody claims on the command line is none until the folder of policy gives it to them. */
async function requireCustodian({shared}: CommandInput): Promise<void> {
  const {readPolicy} = await import('../../../assurance/approval/policy/policy.ts');
  const {requireRole} = await import('../../../assurance/approval/policy/people.ts');
  requireRole((await readPolicy(shared.governance)).people, shared.actor, 'ttp_custodian');
}

const sendAlfs: Command = {
  name: 'third-party send-alfs',
  summary: 'seals every ALF to the store, once, for an authorised re-identification',
  positionals: ['ID'],
  options: {out: {type: 'string', value: 'DIR', help: 'a new border folder', required: true}},
  run: (input) => send(input, resolve(input.need('out'))),
};

async function send(input: CommandInput, out: string) {
  const zone = await import('../../../zones/trusted-third-party/reidentify.ts');
  const [id = ''] = input.positionals;
  return input.job('third-party', async (job) => {
    await requireCustodian(input);
    await zone.sendAlfs({id, role: roleOf(input), out}, job);
    return {json: {id, sent: true}, text: [`${id}: sent the ALFs to the store`]};
  });
}

/** Starts the store's part as a process of its own, so that this one never opens it. */
const reidentify: Command = {
  name: 'third-party reidentify',
  summary: 'seals who the pseudonyms of an authorised request are, to the requester only',
  positionals: ['ID'],
  options: {
    found: {type: 'string', value: 'DIR', help: 'what the store found already'},
  },
  async run(input) {
    const zone = await import('../../../zones/trusted-third-party/reidentify.ts');
    const [id = ''] = input.positionals;
    const given = input.text('found');
    const transit = join(input.home, 'transit', 'reidentification', `${input.effects.now()}`);
    const found = given === undefined ? join(transit, 'found-alfs') : resolve(given);
    if (given === undefined) {
      await send(input, join(transit, 'alfs'));
      await runZoneCommand(input.shared, [
        ...['store', 'find-alfs', id, '--alfs', join(transit, 'alfs'), '--out', found],
      ]);
    }
    return input.job('third-party', async (job) => {
      await requireCustodian(input);
      await zone.identifyPeople({id, role: roleOf(input), found}, job);
      return {
        json: {id, result: caseFile(input.home, id, 'result')},
        text: [
          `${id} is executed: the result is sealed to the requester`,
          `  governance/reidentification/${id}.result.age in the home`,
          '  next  dolen reidentify close, when the panel has been told',
        ],
      };
    });
  },
};

export const reidentificationCommands: readonly Command[] = [sendAlfs, reidentify];
