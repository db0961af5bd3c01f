/** `link blocks`: what a run would cost, before anything is compared. */

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Command} from '../../command.ts';
import {LINK_OPTIONS, linkOptions} from './options.ts';

export const blocks: Command = {
  name: 'link blocks',
  summary: 'counts the pairs of each blocking rule, and says how long scoring them would take',
  positionals: ['MODEL', 'LEFT'],
  options: {budget: LINK_OPTIONS.budget, lexicon: LINK_OPTIONS.lexicon},
  async run(input) {
    const {withInputs} = await import('../../../methods/linkage/run/link-files.ts');
    const {Session} = await import('../../../methods/linkage/run/session.ts');
    const {planBlocks} = await import('../../../methods/linkage/run/plan-blocks.ts');
    const started = input.effects.now();
    const scratch = await mkdtemp(join(tmpdir(), 'dolen-link-'));
    try {
      const options = await linkOptions(input, scratch);
      const {model} = options;
      const plan = await withInputs(options, async (db, inputs) => {
        await using session = await Session.open(
          db,
          inputs,
          model,
          model.blocking.predict,
          options,
        );
        return await planBlocks(session, model, () => input.effects.now());
      });
      const seconds = (input.effects.now() - started) / 1000;
      const number = (n: number) => n.toLocaleString('en-GB');
      return {
        json: {
          rules: plan.rules.map(({rule, pairs, cumulative, blocks: count, largest}) => ({
            rule,
            pairs,
            cumulative_at_most: cumulative,
            blocks: count,
            largest_blocks: largest,
          })),
          pairs_at_most: plan.pairs,
          budget: plan.budget,
          within_budget: plan.isWithinBudget,
          expected_seconds: plan.expectedSeconds,
          seconds,
        },
        text: [
          ...plan.rules.map(
            ({rule, pairs, cumulative, largest}, i) =>
              `${String(i + 1).padStart(3)}  ${rule}: ${number(pairs)} pairs, ${number(cumulative)} so far; largest blocks ${largest.join(', ')}`,
          ),
          `at most ${number(plan.pairs)} pairs, ${plan.isWithinBudget ? 'within' : 'over'} the budget of ${number(plan.budget)}`,
          ...(plan.expectedSeconds === null
            ? []
            : [`scoring them would take about ${plan.expectedSeconds.toFixed(1)} s`]),
        ],
        ...(plan.isWithinBudget ? {} : {exitStatus: 1}),
      };
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};
