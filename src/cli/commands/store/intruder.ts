/** Commands about intruders: the last report of a project, and the counts that it compares with. */

import {join, resolve} from 'node:path';
import {exists} from '../../../engine/files.ts';
import {
  DEFAULT_RULES,
  type IntruderRules,
  parseDisclosureRules,
} from '../../../methods/disclosure/intruder/rules.ts';
import type {IntruderSummary} from '../../../zones/research-store/intruder.ts';
import type {Command} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {projectOf} from './project.ts';

/** @throws DataFault POLICY_INVALID; a folder of policy without the file has the defaults */
export async function readIntruderRules(governance: string): Promise<IntruderRules> {
  const path = join(governance, 'disclosure-rules.yaml');
  if (!(await exists(path))) return DEFAULT_RULES;
  return parseDisclosureRules(await readText(path, 'disclosure-rules.yaml')).intruder;
}

const OUTCOMES: Readonly<Record<IntruderSummary['outcome'], string>> = {
  passed: 'passed',
  'passed-as-exception': 'above the limit, passed as a justified exception',
  refused: 'above the limit',
  'not-known': 'k-map is missing',
};

export const intruderText = ({outcome, isEnforced}: IntruderSummary): string =>
  `intruder test: ${OUTCOMES[outcome]}` +
  `${isEnforced ? '' : ' (made-up people: nothing is refused)'}; dolen store intruder prints it`;

const intruder: Command = {
  name: 'store intruder',
  summary: 'prints the last intruder report of a project in plain words',
  positionals: ['PROJECT'],
  async run(input) {
    const {lastReport} = await import('../../../zones/research-store/intruder.ts');
    const {reportPage} = await import('../../../methods/disclosure/intruder/page.ts');
    const project = projectOf(input);
    return input.job('store', async (store) => {
      const {digest, report} = await lastReport(project, store);
      return {json: {digest, report}, text: reportPage(report).trimEnd().split('\n')};
    });
  },
};

const population: Command = {
  name: 'store population',
  summary: 'takes in the third party’s counts of people who look alike',
  options: {
    from: {type: 'string', value: 'DIR', help: 'what the third party sent', required: true},
    areas: {type: 'string', value: 'FILE', help: 'CSV with lsoa_code and msoa_code'},
  },
  async run({need, text, job}) {
    const {receivePopulation} = await import('../../../zones/research-store/population.ts');
    const areas = text('areas');
    const request = {
      from: resolve(need('from')),
      ...(areas === undefined ? {} : {areas: resolve(areas)}),
    };
    return job('store', async (store) => {
      const result = await receivePopulation(request, store);
      return {
        json: result,
        text: [
          `the population is counted by ${result.combinations} weeks of birth, sexes and areas`,
          `  areas of which the larger one is known: ${result.areas}`,
        ],
      };
    });
  },
};

export const intruderCommands: readonly Command[] = [population, intruder];
