/** `link train`: a model from the roles of columns alone, or m and u of a model that is given. */

import {rm} from 'node:fs/promises';
import {writeWhole} from '../../../engine/files.ts';
import {parseContract} from '../../../kernel/contract/parse.ts';
import {UsageError} from '../../../kernel/errors.ts';
import {readLinkageModel, writeLinkageModel} from '../../../methods/linkage/model/read-model.ts';
import type {LinkageModel} from '../../../methods/linkage/model/schema.ts';
import {rolesOfContract} from '../../../methods/linkage/standard/contract-roles.ts';
import {roleColumns} from '../../../methods/linkage/standard/role-columns.ts';
import type {Finding} from '../../../methods/linkage/train/checks.ts';
import type {Command, CommandInput} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {newOutput, numberOf, pathsOf, sharedOptions} from './options.ts';
import {percent} from './summary.ts';

export const train: Command = {
  name: 'link train',
  summary: 'makes a model without labels, from the roles of columns; says what it is unsure of',
  positionals: ['LEFT'],
  options: {
    out: {type: 'string', value: 'MODEL', help: 'a new file', required: true},
    auto: {type: 'boolean', help: 'standard comparisons and rules, from roles alone (the default)'},
    role: {
      type: 'string',
      value: 'ROLE=COLUMN',
      help: 'what a column is, any repeated; ROLE=LEFT:RIGHT where the files differ',
      repeated: true,
    },
    contract: {type: 'string', value: 'FILE', help: 'roles from a dataset contract instead'},
    model: {type: 'string', value: 'MODEL', help: 'train the comparisons of this model instead'},
    block: {
      type: 'string',
      value: 'KEYS',
      help: 'with --model: learn m where these keys agree (a,b); any repeated',
      repeated: true,
    },
    truth: {
      type: 'string',
      value: 'COLUMN',
      help: 'with --model: learn m from labels, this column saying who is who',
    },
    id: {
      type: 'string',
      value: 'COLUMN',
      help: 'the column that names a record (default: row number)',
    },
    budget: {type: 'string', value: 'PAIRS', help: 'most pairs of the rules (default 20 a record)'},
    'duplicate-free': {
      type: 'string',
      value: 'FILES',
      help: 'left, right, both or none hold each person once (default: looked for)',
    },
    lexicon: {type: 'string', value: 'FILE', help: 'CSV of names and their variants'},
    'accept-unsound': {type: 'boolean', help: 'write the model even where training collapsed'},
  },
  async run(input) {
    const started = input.effects.now();
    const out = await newOutput(input);
    const scratch = `${out}.partial`;
    try {
      const {model, findings, recall} =
        input.text('model') === undefined
          ? await fromRoles(input, scratch)
          : await fromModel(input, scratch);
      await writeWhole(out, writeLinkageModel(model));
      const seconds = (input.effects.now() - started) / 1000;
      return {
        json: {
          out,
          comparisons: model.comparisons.map(({name}) => name),
          rules: model.blocking.predict,
          blocks: model.blocking.train ?? [],
          estimated_blocking_recall: recall,
          resolve: model.resolve,
          findings,
          seconds,
        },
        text: [
          `model of ${model.comparisons.length} comparisons and ${model.blocking.predict.length} rules` +
            `${recall === null ? '' : `, estimated blocking recall ${percent(recall)}`}, ${seconds.toFixed(1)} s`,
          ...tellFindings(findings),
        ],
      };
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};

/** Findings that come by the dozen, one for a level: what they say in one line each. */
const IN_ONE_LINE: Partial<Readonly<Record<Finding['code'], string>>> = {
  level_unobserved: 'never seen in training, m is a pseudo-count',
  passes_disagree:
    'training blocks differ by more than 2 bits; see which one is unlike the population',
  label_switched: 'agreement says less than disagreement here, as of people who have moved',
};

function tellFindings(findings: readonly Finding[]): string[] {
  const alone = findings.filter(({code, severity}) => severity === 'refuse' || !IN_ONE_LINE[code]);
  const grouped = Object.entries(IN_ONE_LINE).flatMap(([code, meaning]) => {
    const levels = new Map<string, Set<number>>();
    for (const finding of findings) {
      if (finding.code !== code || alone.includes(finding)) continue;
      const name = finding.comparison ?? '';
      levels.set(name, (levels.get(name) ?? new Set()).add(finding.level ?? 1));
    }
    if (levels.size === 0) return [];
    const where = [...levels].map(([name, set]) => `${name} ${[...set].sort().join(', ')}`);
    return [`  levels ${meaning}: ${where.join('; ')}`];
  });
  return [...alone.map(({severity, sentence}) => `  ${severity}: ${sentence}`), ...grouped];
}

interface Made {
  readonly model: LinkageModel;
  readonly findings: readonly Finding[];
  readonly recall: number | null;
}

async function fromRoles(input: CommandInput, scratch: string): Promise<Made> {
  const {withInputs} = await import('../../../methods/linkage/run/link-files.ts');
  const {trainAuto} = await import('../../../methods/linkage/train/auto.ts');
  const contract = input.text('contract');
  const roles =
    contract === undefined
      ? input.all('role')
      : rolesOfContract(parseContract(await readText(contract, '--contract')));
  const budget = numberOf(input, 'budget');
  const duplicateFree = duplicateFreeOf(input);
  const options = {
    ...(await trainingOptions(input)),
    ...(input.text('id') === undefined ? {} : {id: input.need('id')}),
    ...(budget === undefined ? {} : {budget}),
    ...(duplicateFree === undefined ? {} : {duplicateFree}),
  };
  return withInputs(
    {paths: pathsOf(input, 0), scratch, ...sharedOptions(input)},
    async (db, inputs) =>
      trainAuto(db, inputs, {...options, columns: roleColumns(roles, inputs)}, input.effects),
  );
}

async function fromModel(input: CommandInput, scratch: string): Promise<Made> {
  const {withInputs} = await import('../../../methods/linkage/run/link-files.ts');
  const {trainModel} = await import('../../../methods/linkage/train/from-model.ts');
  const {parseTruth} = await import('../../../methods/linkage/run/read-truth.ts');
  const model = readLinkageModel(await readText(input.need('model'), '--model'));
  const blocks = input.all('block').map((keys) => keysOfText(keys));
  const truth = input.text('truth');
  const options = {
    ...(await trainingOptions(input)),
    model,
    ...(blocks.length === 0 ? {} : {blocks}),
    ...(truth === undefined ? {} : {truth: parseTruth(truth)}),
  };
  const trained = await withInputs(
    {paths: pathsOf(input, 0), scratch, ...sharedOptions(input)},
    (db, inputs) => trainModel(db, inputs, options, input.effects),
  );
  return {...trained, recall: null};
}

/** Keys between commas; those inside brackets belong to a key. */
const keysOfText = (text: string): string[] => text.split(/,(?![^()]*\))/).map((key) => key.trim());

async function trainingOptions(input: CommandInput) {
  const {readLexicon} = await import('../../../methods/linkage/values/lexicon.ts');
  const lexicon = input.text('lexicon');
  return {
    ...sharedOptions(input),
    ...(lexicon === undefined ? {} : {lexicon: readLexicon(await readText(lexicon, '--lexicon'))}),
    acceptUnsound: input.isSet('accept-unsound'),
  };
}

function duplicateFreeOf(input: CommandInput): ('left' | 'right')[] | undefined {
  const text = input.text('duplicate-free');
  if (text === undefined) return undefined;
  const known = {left: ['left'], right: ['right'], both: ['left', 'right'], none: []} as const;
  if (!Object.hasOwn(known, text)) {
    throw new UsageError('USAGE', [{where: '--duplicate-free', what: 'left, right, both or none'}]);
  }
  return [...known[text as keyof typeof known]];
}
