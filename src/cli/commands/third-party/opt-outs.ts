/** Commands about opt-out lists: what was received, from whom, when, and until when it is good. */

import {resolve} from 'node:path';
import {UsageError} from '../../../kernel/errors.ts';
import type {ReceivedAnew} from '../../../zones/trusted-third-party/opt-out-lists.ts';
import type {Command} from '../../command.ts';
import {readOptOutPolicy} from './opt-out-policy.ts';

const receive: Command = {
  name: 'third-party opt-outs receive',
  summary: 'receives a list of people who opted out, or of those who may be used; keeps the newest',
  options: {
    list: {type: 'string', value: 'LIST', help: 'a list of opt-outs.yaml', required: true},
    file: {
      type: 'string',
      value: 'FILE',
      help: 'one NHS number a line, each followed by a comma and LF',
      required: true,
    },
  },
  async run({need, job, shared}) {
    const {receiveOptOuts} = await import('../../../zones/trusted-third-party/opt-out-lists.ts');
    const {lists} = await readOptOutPolicy(shared.governance);
    const policy = lists.find(({list}) => list === need('list'));
    if (!policy) {
      const what = `one of: ${lists.map(({list}) => list).join(', ')}`;
      throw new UsageError('USAGE', [{where: '--list', what}]);
    }
    return job('third-party', async (thirdParty) => {
      const result = await receiveOptOuts(policy, resolve(need('file')), thirdParty);
      return {
        json: result,
        text: [
          `received ${result.list} with ${counted(result)}, ${goodFor(policy)}`,
          ...(result.isMuchShorter
            ? [`  fewer than half of the list before: ask ${policy.source} whether it is whole`]
            : []),
        ],
      };
    });
  },
};

const counted = ({numbers, was, isMuchShorter}: ReceivedAnew): string =>
  isMuchShorter ? `${numbers} numbers, was ${was}` : `${numbers} numbers`;

const goodFor = ({maxAgeHours}: {readonly maxAgeHours: number | null}): string =>
  maxAgeHours === null ? 'good without limit' : `good for ${maxAgeHours} hours`;

const show: Command = {
  name: 'third-party opt-outs show',
  summary: 'lists the opt-out lists, when each was received and for how long it is good',
  async run({job, shared}) {
    const {lastReceived} = await import('../../../zones/trusted-third-party/opt-out-lists.ts');
    const {lists} = await readOptOutPolicy(shared.governance);
    return job('third-party', async (thirdParty) => {
      const shown = await Promise.all(
        lists.map(async ({list, title, source, maxAgeHours}) => {
          const received = await lastReceived(list, thirdParty);
          const receivedAt = received?.receivedAt ?? null;
          return {list, title, source, maxAgeHours, receivedAt, digest: received?.digest ?? null};
        }),
      );
      return {
        json: {lists: shown},
        text: shown.flatMap((one) => [
          `${one.list}: ${one.title}`,
          `  ${one.receivedAt === null ? `not received; ask ${one.source}` : `received ${one.receivedAt}, ${goodFor(one)}`}`,
        ]),
      };
    });
  },
};

export const optOutCommands: readonly Command[] = [receive, show];
