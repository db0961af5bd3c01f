/** Commands about the spine: built once, updated batch by batch, changed by decisions only. */

import {resolve} from 'node:path';
import {UsageError} from '../../../kernel/errors.ts';
import type {Proposal} from '../../../zones/trusted-third-party/proposals.ts';
import type {SpineSummary} from '../../../zones/trusted-third-party/spine.ts';
import type {Command} from '../../command.ts';
import {INCOMING_OPTIONS, incomingRequest, SUPERSEDED_OPTION} from './incoming.ts';

const build: Command = {
  name: 'third-party spine build',
  summary: 'builds the spine of people from the File 1 of a register',
  options: {
    file1: {type: 'string', value: 'DIR', help: 'File 1 of the register', required: true},
    postcodes: {type: 'string', value: 'FILE', help: 'CSV with postcode and lsoa_code'},
    superseded: SUPERSEDED_OPTION,
  },
  async run({need, text, job}) {
    const {buildSpine} = await import('../../../zones/trusted-third-party/spine.ts');
    return job('third-party', async (thirdParty) => {
      const [postcodes, superseded] = [text('postcodes'), text('superseded')];
      const result = await buildSpine(
        {
          file1: resolve(need('file1')),
          ...(postcodes === undefined ? {} : {postcodes: resolve(postcodes)}),
          ...(superseded === undefined ? {} : {superseded: resolve(superseded)}),
        },
        thirdParty,
      );
      return {json: result, text: spineText(result)};
    });
  },
};

const update: Command = {
  name: 'third-party spine update',
  summary: 'adds a batch to the spine: links it to known people, and new people to each other',
  options: {...INCOMING_OPTIONS, superseded: SUPERSEDED_OPTION},
  async run(input) {
    const {updateSpine} = await import('../../../zones/trusted-third-party/update.ts');
    const request = await incomingRequest(input);
    const superseded = input.text('superseded');
    return input.job('third-party', async (thirdParty) => {
      const result = await updateSpine(
        {...request, ...(superseded === undefined ? {} : {superseded: resolve(superseded)})},
        thirdParty,
      );
      const {linked, created, held, one_time} = result.profiles;
      return {
        json: result,
        text: result.isRepeated
          ? [`batch ${result.batch} is on the spine already; nothing was done`]
          : [
              `batch ${result.batch} of ${result.dataset}: ${result.rows} rows`,
              `  profiles linked: ${linked}`,
              `  profiles of new people: ${created}, who are ${result.newPeople} people`,
              `  profiles held for a person to decide: ${held}`,
              `  profiles that nobody could be found by: ${one_time}`,
              `  profiles added to the spine: ${result.newProfiles}`,
              `  merges and splits proposed: ${result.newProposals}`,
              ...spineText(result.spine),
            ],
      };
    });
  },
};

const show: Command = {
  name: 'third-party spine show',
  summary: 'says how many people and profiles the spine holds',
  async run({job}) {
    const {showSpine} = await import('../../../zones/trusted-third-party/spine.ts');
    const {openSpine} = await import('../../../zones/trusted-third-party/spine-database.ts');
    return job('third-party', async (thirdParty) => {
      const db = await openSpine(thirdParty);
      try {
        const result = await showSpine(db);
        return {json: result, text: spineText(result)};
      } finally {
        db.close();
      }
    });
  },
};

const spineText = (spine: SpineSummary): string[] => [
  `the spine holds ${spine.people} people with ${spine.profiles} profiles` +
    (spine.unlisted > 0 ? `, ${spine.unlisted} of them in no register` : ''),
  ...(spine.redirected > 0 ? [`  ids that redirect to another: ${spine.redirected}`] : []),
  ...(spine.openProposals > 0 ? [`  proposals to decide: ${spine.openProposals}`] : []),
];

const proposals: Command = {
  name: 'third-party spine proposals',
  summary: 'lists merges and splits of people that the records speak for, without saying who',
  async run({job}) {
    const {listProposals} = await import('../../../zones/trusted-third-party/proposals.ts');
    return job('third-party', async (thirdParty) => {
      const found = await listProposals(thirdParty);
      const none = found.length === 0 ? ['no proposals'] : [];
      return {json: {proposals: found}, text: [...none, ...found.map(proposalText)]};
    });
  },
};

const proposalText = ({proposal, kind, evidence, records, outcome}: Proposal): string =>
  `${proposal}  ${kind}  ${evidence.replaceAll('_', ' ')} (${records})  ${outcome ?? 'to decide'}`;

const OUTCOMES = ['accepted', 'refused'] as const;

const decide: Command = {
  name: 'third-party spine decide',
  summary: 'decides a proposal: a merge leaves a redirect, a split makes a new person',
  positionals: ['PROPOSAL'],
  options: {
    outcome: {type: 'string', value: 'WORD', help: 'accepted or refused', required: true},
    because: {type: 'string', value: 'TEXT', help: 'why; kept in this zone', required: true},
  },
  async run({positionals, need, job}) {
    const {decideProposal} = await import('../../../zones/trusted-third-party/proposals.ts');
    const outcome = OUTCOMES.find((one) => one === need('outcome'));
    const proposal = Number(positionals[0]);
    if (!outcome || !Number.isSafeInteger(proposal) || proposal < 1) {
      throw new UsageError('USAGE', [
        {where: 'spine decide', what: 'a proposal’s number, and accepted or refused'},
      ]);
    }
    return job('third-party', async (thirdParty) => {
      const decision = {proposal, outcome, because: need('because')};
      const result = await decideProposal(decision, thirdParty);
      return {json: result, text: [proposalText(result)]};
    });
  },
};

export const spineCommands: readonly Command[] = [build, update, show, proposals, decide];
