/** `link score`: why a pair weighs what it weighs, and why a record did not link. */

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {UsageError} from '../../../kernel/errors.ts';
import type {LinkageModel} from '../../../methods/linkage/model/schema.ts';
import type {PairExplained, RecordExplained} from '../../../methods/linkage/run/explain.ts';
import type {Linked} from '../../../methods/linkage/run/link-files.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {LINK_OPTIONS, linkOptions} from './options.ts';

const {truth: _, ...SCORE_OPTIONS} = LINK_OPTIONS;

export const score: Command = {
  name: 'link score',
  summary: 'tells a pair by levels and bits, or why one record did not link; never a value',
  positionals: ['MODEL', 'LEFT'],
  options: {
    'left-id': {type: 'string', value: 'ID', help: 'a record of the left file'},
    'right-id': {
      type: 'string',
      value: 'ID',
      help: 'a record of the right file, or of the only one',
    },
    ...SCORE_OPTIONS,
  },
  async run(input) {
    const [left, right] = [input.text('left-id'), input.text('right-id')];
    if (left === undefined && right === undefined) {
      throw new UsageError('USAGE', [
        {where: 'link score', what: 'needs --left-id, --right-id or both'},
      ]);
    }
    const {withLinkedFiles} = await import('../../../methods/linkage/run/link-files.ts');
    const scratch = await mkdtemp(join(tmpdir(), 'dolen-link-'));
    try {
      const options = await linkOptions(input, scratch);
      return await withLinkedFiles(options, input.effects, (linked) =>
        explain(input, linked, options.model),
      );
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};

async function explain(input: CommandInput, linked: Linked, model: LinkageModel): Promise<Outcome> {
  const {Explainer, recordOfId} = await import('../../../methods/linkage/run/explain.ts');
  const {db, inputs} = linked;
  const recordOf = async (name: 'left-id' | 'right-id'): Promise<number | null> => {
    const id = input.text(name);
    const side = name === 'right-id' && inputs.right !== null ? 'right' : 'left';
    return id === undefined ? null : recordOfId(db, id, side, inputs.leftCount);
  };
  const [left, right] = [await recordOf('left-id'), await recordOf('right-id')];
  const explainer = new Explainer(linked, model);
  const {theta} = model.resolve;
  if (left !== null && right !== null) {
    if (left === right) {
      throw new UsageError('USAGE', [{where: '--right-id', what: 'another record than --left-id'}]);
    }
    const pair = explainer.pair(left, right);
    const whys = [explainer.record(left), explainer.record(right)] as const;
    return {
      json: {...pairJson(pair, theta), left: recordJson(whys[0]), right: recordJson(whys[1])},
      text: [
        ...tellPair(pair, theta),
        ...(pair.isLink
          ? []
          : [`the left record: ${tellState(whys[0])}`, `the right record: ${tellState(whys[1])}`]),
      ],
    };
  }
  const one = explainer.record((left ?? right) as number);
  return {
    json: {...recordJson(one), ...(one.best ? {best: pairJson(one.best, theta)} : {best: null})},
    text: [
      tellState(one),
      `${one.candidates} other records share a block with it`,
      ...(one.best ? ['its best pair:', ...tellPair(one.best, theta)] : []),
    ],
  };
}

const recordJson = ({state, because, candidates, best}: RecordExplained) => ({
  state,
  because,
  candidates,
  best_weight: best?.weight ?? null,
  lead: best?.lead ?? null,
});

const pairJson = (
  {prior, steps, weight, rules, isLink, householdBits}: PairExplained,
  theta: number,
) => ({
  prior,
  steps: steps.map(({comparison, level, bits, termFrequency}) => ({
    comparison,
    level,
    bits,
    term_frequency_bits: termFrequency,
  })),
  weight,
  household_bits: householdBits,
  probability: 1 / (1 + 2 ** -weight),
  threshold: theta,
  rules,
  is_link: isLink,
});

const tellState = ({state, because}: RecordExplained): string => `${state}: ${because}`;

function tellPair(
  {prior, steps, weight, rules, isLink, householdBits}: PairExplained,
  theta: number,
): string[] {
  const line = (what: string, level: string, bits: number) =>
    `  ${what.padEnd(28)} ${level.padEnd(34)} ${bits.toFixed(2).padStart(8)}`;
  return [
    line('start', 'any two records', prior),
    ...steps.flatMap(({comparison, level, bits, termFrequency}) => [
      line(comparison, level, bits),
      ...(termFrequency === null
        ? []
        : [
            line(
              '',
              termFrequency < 0 ? 'the value is common' : 'the value is rare',
              termFrequency,
            ),
          ]),
    ]),
    line('weight', `threshold ${theta}`, weight),
    ...(householdBits === 0 ? [] : [line('household', 'others of it are linked', householdBits)]),
    rules.length === 0
      ? '  found by no blocking rule'
      : `  found by ${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`,
    isLink ? '  linked' : '  not linked',
  ];
}
