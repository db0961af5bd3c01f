/** Options that the linkage commands share, and the model as the command line changes it. */

import {mkdir} from 'node:fs/promises';
import {resolve} from 'node:path';
import {exists} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {LinkageModel} from '../../../methods/linkage/model/schema.ts';
import type {Paths} from '../../../methods/linkage/run/link-files.ts';
import type {CommandInput} from '../../command.ts';
import {readText} from '../../read-definitions.ts';

/** Options of every command that links. */
export const LINK_OPTIONS = {
  theta: {type: 'string', value: 'BITS', help: 'least weight of a link, instead of the model’s'},
  delta: {type: 'string', value: 'BITS', help: 'least lead over a rival, instead of the model’s'},
  method: {
    type: 'string',
    value: 'NAME',
    help: 'margin, oneToOne, cluster or all, instead of the model’s',
  },
  'one-to-one': {type: 'boolean', help: 'both files hold each person once: link one to one'},
  household: {type: 'boolean', help: 'a second pass among the members of linked households'},
  'no-household': {type: 'boolean', help: 'without the second pass'},
  budget: {type: 'string', value: 'PAIRS', help: 'most pairs to compare'},
  lexicon: {
    type: 'string',
    value: 'FILE',
    help: 'CSV of names and their variants, one name a line',
  },
  truth: {
    type: 'string',
    value: 'COLUMN',
    help: 'who is who, if known; COLUMN~PATTERN takes the first group of a pattern',
  },
} as const;

/** What commands that link need: files, the model with what the command line changes in it, scratch. */
export async function linkOptions(input: CommandInput, scratch: string) {
  const {readLinkageModel} = await import('../../../methods/linkage/model/read-model.ts');
  const {readLexicon} = await import('../../../methods/linkage/values/lexicon.ts');
  const [modelPath = ''] = input.positionals;
  const model = readLinkageModel(await readText(modelPath, 'MODEL'));
  const lexicon = input.text('lexicon');
  await mkdir(scratch, {recursive: true});
  return {
    paths: pathsOf(input, 1),
    model: changed(model, input),
    scratch,
    ...sharedOptions(input),
    ...(lexicon === undefined ? {} : {lexicon: readLexicon(await readText(lexicon, '--lexicon'))}),
  };
}

function changed(model: LinkageModel, input: CommandInput): LinkageModel {
  const theta = numberOf(input, 'theta');
  const delta = numberOf(input, 'delta');
  const budget = numberOf(input, 'budget');
  const method = input.text('method');
  const methods = ['margin', 'oneToOne', 'cluster', 'all'] as const;
  const chosen = methods.find((one) => one === method);
  if (method !== undefined && chosen === undefined) {
    throw new UsageError('USAGE', [{where: '--method', what: `one of ${methods.join(', ')}`}]);
  }
  return {
    ...model,
    blocking: {...model.blocking, ...(budget === undefined ? {} : {budget})},
    resolve: {
      ...model.resolve,
      ...(theta === undefined ? {} : {theta}),
      ...(delta === undefined ? {} : {delta}),
      ...(chosen === undefined ? {} : {method: chosen}),
      ...(input.isSet('one-to-one')
        ? {method: 'oneToOne' as const, duplicateFree: ['left' as const, 'right' as const]}
        : {}),
      ...(input.isSet('household') ? {household: addressOf(model)} : {}),
      ...(input.isSet('no-household') ? {household: undefined} : {}),
    },
  };
}

/** The fields that make an address: postcode with house number, or with the rest of the address. */
function addressOf({fields}: LinkageModel): NonNullable<LinkageModel['resolve']['household']> {
  const named = (role: string) => fields.find((field) => field.role === role);
  const postcode = named('postcode');
  const number = named('house-number')?.name;
  const street = named('address')?.name;
  const rest = [number, street].flatMap((name) => (name === undefined ? [] : [name]));
  if (postcode === undefined || rest.length === 0) {
    const what = 'needs a field with the role postcode, and one with house-number or address';
    throw new UsageError('USAGE', [{where: '--household', what}]);
  }
  // Where number and street are known the sector will do: the last two letters are often mistyped.
  const isWhole = rest.length === 2 && postcode.clean === 'postcode';
  return {address: [isWhole ? `${postcode.name}.sector` : postcode.name, ...rest]};
}

/** One or two files among the arguments of a command, from a place on. */
export function pathsOf({positionals}: CommandInput, from: number): Paths {
  const [left = '', right] = positionals.slice(from).map((file) => resolve(file));
  return right === undefined ? [left] : [left, right];
}

/** The place of `--out`, where nothing may be yet. */
export async function newOutput(input: CommandInput): Promise<string> {
  const out = resolve(input.need('out'));
  if (await exists(out)) throw new UsageError('OUTPUT_EXISTS', [{where: '--out', what: 'exists'}]);
  return out;
}

/** Threads and memory, where they were given. */
export const sharedOptions = ({shared: {threads, memory}}: CommandInput) => ({
  ...(threads === undefined ? {} : {threads: Number(threads)}),
  ...(memory === undefined ? {} : {memory}),
});

export function numberOf(input: CommandInput, name: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new UsageError('USAGE', [{where: `--${name}`, what: 'a number'}]);
  }
  return number;
}
