/** Commands of the output zone: the airlock. */

import {join, resolve} from 'node:path';
import {Refusal, UsageError} from '../../kernel/errors.ts';
import type {ReleaseRequest} from '../../zones/output/request.ts';
import type {Command, Outcome} from '../command.ts';
import {runZoneCommand} from '../processes.ts';
import {keysCommand} from './keys.ts';

const request: Command = {
  name: 'output request',
  summary:
    'receives a table that asks to leave; with --project and --table, has it submitted first',
  options: {
    release: {type: 'string', value: 'DIR', help: 'a border folder from project submit'},
    project: {type: 'string', value: 'P', help: 'submit from this project'},
    table: {type: 'string', value: 'FILE', help: 'the table to submit'},
    counts: {type: 'string', value: 'COLUMNS', help: 'its columns that count people'},
    groups: {type: 'string', value: 'COLUMNS', help: 'its columns whose numbers name groups'},
    title: {type: 'string', value: 'TEXT', help: 'what it says'},
    grants: {type: 'string', value: 'FILE', help: 'the project’s grants'},
  },
  async run(input) {
    const given = input.text('release');
    const folder = resolve(given ?? join(input.home, 'releases', String(input.effects.now())));
    if (given === undefined) {
      const [grants, groups] = [input.text('grants'), input.text('groups')];
      await runZoneCommand(input.shared, [
        ...['project', 'submit', input.need('project'), '--table', resolve(input.need('table'))],
        ...['--counts', input.need('counts'), '--title', input.need('title'), '--out', folder],
        ...(grants === undefined ? [] : ['--grants', grants]),
        ...(groups === undefined ? [] : ['--groups', groups]),
      ]);
    }
    const {receiveRequest} = await import('../../zones/output/request.ts');
    return input.job('output', async (job) => shown(await receiveRequest(folder, job)));
  },
};

const check: Command = {
  name: 'output check',
  summary: 'runs the automatic disclosure checks on a request',
  positionals: ['REQUEST'],
  async run({positionals, job}) {
    const {checkRequest, FINDING_CODES} = await import('../../zones/output/airlock.ts');
    return job('output', async (output) => {
      const checked = await checkRequest(positionals[0] ?? '', output);
      // Blocked is a refusal: its findings are the reasons, and a script sees that it was one.
      const [first, ...rest] = checked.findings.map(({rule, where, what}) => ({
        code: FINDING_CODES[rule],
        because: `${where}: ${what}`,
      }));
      if (first) throw new Refusal([first, ...rest]);
      return shown(checked);
    });
  },
};

const review: Command = {
  name: 'output review',
  summary: 'votes on a request, as a checker who is neither author nor member',
  positionals: ['REQUEST'],
  options: {
    vote: {type: 'string', value: 'VOTE', help: 'approved or changes_requested', required: true},
  },
  async run({positionals, need, job, shared}) {
    const {reviewRequest} = await import('../../zones/output/airlock.ts');
    const vote = need('vote');
    if (vote !== 'approved' && vote !== 'changes_requested') {
      throw new UsageError('USAGE', [{where: '--vote', what: 'approved or changes_requested'}]);
    }
    return job('output', async (output) =>
      shown(await reviewRequest(positionals[0] ?? '', shared.actor, vote, output)),
    );
  },
};

const release: Command = {
  name: 'output release',
  summary: 'releases an approved request, with its signed disclosure record',
  positionals: ['REQUEST'],
  async run({positionals, job}) {
    const {releaseRequest} = await import('../../zones/output/airlock.ts');
    return job('output', async (output) => {
      const released = await releaseRequest(positionals[0] ?? '', output);
      const where = join('output', 'released', released.id);
      return {
        json: {...released, folder: where},
        text: [`released ${released.id}: ${released.rows} rows, in ${where}`],
      };
    });
  },
};

const revoke: Command = {
  name: 'output revoke',
  summary: 'recalls a release; what was done stays in the record',
  positionals: ['REQUEST'],
  async run({positionals, job}) {
    const {revokeRequest} = await import('../../zones/output/airlock.ts');
    return job('output', async (output) =>
      shown(await revokeRequest(positionals[0] ?? '', output)),
    );
  },
};

const show: Command = {
  name: 'output show',
  summary: 'lists the release requests and where they stand',
  async run({job}) {
    const {listRequests} = await import('../../zones/output/request.ts');
    return job('output', async (output) => {
      const requests = await listRequests(output);
      const lines = requests.flatMap((one) => shown(one).text);
      return {json: {requests}, text: lines.length > 0 ? lines : ['no requests yet']};
    });
  },
};

const shown = (one: ReleaseRequest): Outcome => ({
  json: one,
  text: [
    `${one.id} is ${one.status}: ${one.title}`,
    `  from ${one.project}, by ${one.author}: ${one.rows} rows of ${one.columns.join(', ')}`,
    ...one.votes.map(({by, vote, at}) => `  ${at}  ${by}: ${vote}`),
    ...one.findings.map(({rule, where, what}) => `  ${rule}: ${where}: ${what}`),
  ],
});

export const outputCommands: readonly Command[] = [
  keysCommand('output', 'makes the output zone’s keys and publishes the public one'),
  request,
  check,
  review,
  release,
  revoke,
  show,
];
