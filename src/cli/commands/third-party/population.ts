/** `third-party population`: counts of people who look alike, for the store and nobody else. */

import {resolve} from 'node:path';
import type {Command} from '../../command.ts';

export const populationCommand: Command = {
  name: 'third-party population',
  summary: 'seals counts of people by week of birth, sex and area to the store: nobody’s identity',
  options: {out: {type: 'string', value: 'DIR', help: 'a new border folder', required: true}},
  async run({need, job}) {
    const {countPopulation} = await import('../../../zones/trusted-third-party/population.ts');
    const out = resolve(need('out'));
    return job('third-party', async (thirdParty) => {
      const result = await countPopulation(out, thirdParty);
      return {
        json: result,
        text: [`counted the spine by ${result.combinations} weeks of birth, sexes and areas`],
      };
    });
  },
};
