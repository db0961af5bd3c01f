/** Commands that link a dataset to the spine, link it again, and measure how well that went. */

import {resolve} from 'node:path';
import type {LinkResult} from '../../../zones/trusted-third-party/link.ts';
import type {Command} from '../../command.ts';
import {attritionText} from './attrition-text.ts';
import {EXEMPT_OPTION, INCOMING_OPTIONS, incomingRequest, OUT_OPTION} from './incoming.ts';

const STATUS_WORDS: Readonly<Record<string, string>> = {
  1: 'linked by NHS number and birth date (status 1)',
  4: 'linked by five exact fields (status 4)',
  39: 'linked by a decision, a variant of the forename, or by probability, 0.9 and above (status 39)',
  35: 'linked by probability, 0.5 to 0.9 (status 35)',
  99: 'not linked (status 99)',
};

const link: Command = {
  name: 'third-party link',
  summary: 'links File 1 to the spine, issues ALFs, writes File 3',
  options: {...INCOMING_OPTIONS, 'exempt-for': EXEMPT_OPTION, out: OUT_OPTION},
  async run(input) {
    const {linkDataset} = await import('../../../zones/trusted-third-party/link.ts');
    const request = await incomingRequest(input);
    return input.job('third-party', async (thirdParty) => {
      const result = await linkDataset({...request, out: resolve(input.need('out'))}, thirdParty);
      return {json: result, text: linkText(result)};
    });
  },
};

function linkText(result: LinkResult): string[] {
  const statuses = Object.entries(result.byStatus).map(
    ([status, n]) => `  ${STATUS_WORDS[status] ?? status}: ${n}`,
  );
  const reasons = Object.entries(result.byReason).map(([reason, n]) => `    ${reason}: ${n}`);
  return [
    `linked ${result.dataset}: ${result.rows} rows from ${result.profiles} distinct profiles`,
    ...statuses,
    ...reasons,
    ...attritionText(result.attrition),
    `  File 3, to the store: ${result.columns.join(', ')}`,
  ];
}

const refresh: Command = {
  name: 'third-party refresh',
  summary: 'writes a File 3 anew and says what changed since the last one, in counts',
  options: {...INCOMING_OPTIONS, 'exempt-for': EXEMPT_OPTION, out: OUT_OPTION},
  async run(input) {
    const {refreshDataset} = await import('../../../zones/trusted-third-party/refresh.ts');
    const request = await incomingRequest(input);
    return input.job('third-party', async (thirdParty) => {
      const result = await refreshDataset(
        {...request, out: resolve(input.need('out'))},
        thirdParty,
      );
      const {changes, idsRedirected} = result;
      return {
        json: result,
        text: [
          ...linkText(result),
          'since the last File 3',
          ...Object.entries(changes).map(([change, rows]) => `  ${change}: ${rows}`),
          `  ids that became another: ${idsRedirected}`,
        ],
      };
    });
  },
};

const evaluate: Command = {
  name: 'third-party evaluate',
  summary: 'made-up people only: precision and recall against planted truth',
  options: {
    dataset: {type: 'string', value: 'NAME', help: 'a dataset that was linked', required: true},
    truth: {
      type: 'string',
      value: 'FILE',
      help: 'System ID and person of its rows',
      required: true,
    },
    'spine-truth': {
      type: 'string',
      value: 'FILE',
      help: 'the same of the register',
      required: true,
    },
  },
  async run({need, job}) {
    const {evaluateLinkage} = await import('../../../zones/trusted-third-party/evaluate.ts');
    return job('third-party', async (thirdParty) => {
      const result = await evaluateLinkage(
        {
          dataset: need('dataset'),
          truth: resolve(need('truth')),
          spineTruth: resolve(need('spine-truth')),
        },
        thirdParty,
      );
      const {precision, recall} = result;
      return {
        json: result,
        text: [`${result.dataset}: precision ${precision.toFixed(5)}, recall ${recall.toFixed(5)}`],
      };
    });
  },
};

export const linkToSpineCommands: readonly Command[] = [link, refresh, evaluate];
