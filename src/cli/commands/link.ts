/** The linkage engine alone, on any files: no zone, no log, nothing kept but what is asked for. */

import {mkdir, rename, rm} from 'node:fs/promises';
import {extname, join, resolve} from 'node:path';
import {exists, writeWhole} from '../../engine/files.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {LinkageModel} from '../../methods/linkage/model/schema.ts';
import type {Linked, Paths} from '../../methods/linkage/run/link-files.ts';
import {countStates} from '../../methods/linkage/run/resolve-pairs.ts';
import {roleColumns} from '../../methods/linkage/standard/role-columns.ts';
import type {Command, CommandInput} from '../command.ts';
import {readText} from '../read-definitions.ts';

const LINK_OPTIONS = {
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

const run: Command = {
  name: 'link run',
  summary:
    'links a file to itself, or two files, by a model; a killed run goes on where it stopped',
  positionals: ['MODEL', 'LEFT'],
  options: {
    out: {
      type: 'string',
      value: 'F',
      help: 'a .parquet, .arrow or .csv file of links, or a new folder with records and run.json too',
      required: true,
    },
    ...LINK_OPTIONS,
  },
  async run(input) {
    const started = input.effects.now();
    const {withLinkedFiles} = await import('../../methods/linkage/run/link-files.ts');
    const out = resolve(input.need('out'));
    if (await exists(out))
      throw new UsageError('OUTPUT_EXISTS', [{where: '--out', what: 'exists'}]);
    const partial = `${out}.partial`;
    const options = await linkOptions(input, partial);
    const outcome = await withLinkedFiles(
      {...options, resumable: join(partial, 'chunks')},
      input.effects,
      async (linked) => {
        const measured = await measure(input, linked);
        const summary = summarise(linked, measured, (input.effects.now() - started) / 1000);
        await writeOut(linked, options.model, out, join(partial, 'out'), summary);
        return {json: {...summary, out}, text: tell(summary, out)};
      },
    );
    await rm(partial, {recursive: true, force: true});
    return outcome;
  },
};

const evaluate: Command = {
  name: 'link evaluate',
  summary: 'links and compares with the truth: precision, recall, F1, and a report if asked for',
  positionals: ['MODEL', 'LEFT'],
  options: LINK_OPTIONS,
  async run(input) {
    const started = input.effects.now();
    input.need('truth');
    const {withLinkedFiles} = await import('../../methods/linkage/run/link-files.ts');
    const {mkdtemp} = await import('node:fs/promises');
    const {tmpdir} = await import('node:os');
    const scratch = await mkdtemp(join(tmpdir(), 'dolen-link-'));
    try {
      const options = await linkOptions(input, scratch);
      return await withLinkedFiles(options, input.effects, async (linked) => {
        const measured = await measure(input, linked);
        const summary = summarise(linked, measured, (input.effects.now() - started) / 1000);
        return {json: summary, text: tell(summary, null)};
      });
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};

const trainCommand: Command = {
  name: 'link train',
  summary: 'makes a model without labels, from the roles of columns; says what it is unsure of',
  positionals: ['LEFT'],
  options: {
    out: {type: 'string', value: 'MODEL', help: 'a new file', required: true},
    auto: {type: 'boolean', help: 'standard comparisons and rules, from roles alone'},
    role: {
      type: 'string',
      value: 'ROLE=COLUMN',
      help: 'what a column is, any repeated; ROLE=LEFT:RIGHT where the files differ',
      repeated: true,
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
    const {withInputs} = await import('../../methods/linkage/run/link-files.ts');
    const {trainAuto} = await import('../../methods/linkage/train/auto.ts');
    const {writeLinkageModel} = await import('../../methods/linkage/model/read-model.ts');
    const {readLexicon} = await import('../../methods/linkage/values/lexicon.ts');
    const started = input.effects.now();
    const out = resolve(input.need('out'));
    if (await exists(out))
      throw new UsageError('OUTPUT_EXISTS', [{where: '--out', what: 'exists'}]);
    const paths = input.positionals.slice(0, 2).map((file) => resolve(file)) as unknown as Paths;
    const scratch = `${out}.partial`;
    const lexicon = input.text('lexicon');
    const budget = numberOf(input, 'budget');
    const duplicateFree = duplicateFreeOf(input);
    try {
      const {model, findings, recall} = await withInputs(
        {paths, scratch, ...shared(input)},
        async (db, inputs) =>
          trainAuto(
            db,
            inputs,
            {
              columns: roleColumns(input.all('role'), inputs),
              ...shared(input),
              ...(input.text('id') === undefined ? {} : {id: input.need('id')}),
              ...(budget === undefined ? {} : {budget}),
              ...(duplicateFree === undefined ? {} : {duplicateFree}),
              ...(lexicon === undefined
                ? {}
                : {lexicon: readLexicon(await readText(lexicon, '--lexicon'))}),
              acceptUnsound: input.isSet('accept-unsound'),
            },
            input.effects,
          ),
      );
      await writeWhole(out, writeLinkageModel(model));
      const seconds = (input.effects.now() - started) / 1000;
      const {predict} = model.blocking;
      return {
        json: {
          out,
          comparisons: model.comparisons.map(({name}) => name),
          rules: predict,
          estimated_blocking_recall: recall,
          resolve: model.resolve,
          findings,
          seconds,
        },
        text: [
          `model of ${model.comparisons.length} comparisons and ${predict.length} rules, ` +
            `estimated blocking recall ${percent(recall)}, ${seconds.toFixed(1)} s`,
          ...findings.map(({severity, sentence}) => `  ${severity}: ${sentence}`),
        ],
      };
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};

const shared = ({shared: {threads, memory}}: CommandInput) => ({
  ...(threads === undefined ? {} : {threads: Number(threads)}),
  ...(memory === undefined ? {} : {memory}),
});

function duplicateFreeOf(input: CommandInput): ('left' | 'right')[] | undefined {
  const text = input.text('duplicate-free');
  if (text === undefined) return undefined;
  const known = {left: ['left'], right: ['right'], both: ['left', 'right'], none: []} as const;
  if (!Object.hasOwn(known, text)) {
    throw new UsageError('USAGE', [{where: '--duplicate-free', what: 'left, right, both or none'}]);
  }
  return [...known[text as keyof typeof known]];
}

const importModel: Command = {
  name: 'link import',
  summary:
    'makes a linkage model of a Splink settings file; what has no typed counterpart is named',
  positionals: ['SPLINK_JSON'],
  options: {
    out: {type: 'string', value: 'MODEL', help: 'a new file', required: true},
    theta: {type: 'string', value: 'BITS', help: 'least weight of a link (default 0)'},
  },
  async run(input) {
    const {importSplink} = await import('../../methods/linkage/splink/import.ts');
    const {writeLinkageModel} = await import('../../methods/linkage/model/read-model.ts');
    const text = await readText(input.positionals[0] ?? '', 'SPLINK_JSON');
    const theta = numberOf(input, 'theta');
    const {model, notes} = importSplink(text, theta === undefined ? {} : {theta});
    const out = resolve(input.need('out'));
    if (await exists(out))
      throw new UsageError('OUTPUT_EXISTS', [{where: '--out', what: 'exists'}]);
    await writeWhole(out, writeLinkageModel(model));
    return {
      json: {
        out,
        comparisons: model.comparisons.length,
        rules: model.blocking.predict.length,
        notes,
      },
      text: [
        `model of ${model.comparisons.length} comparisons and ${model.blocking.predict.length} rules`,
        ...notes.map((note) => `  note: ${note}`),
      ],
    };
  },
};

/** What both commands need: files, the model with what the command line changes in it, scratch. */
async function linkOptions(input: CommandInput, scratch: string) {
  const {readLinkageModel} = await import('../../methods/linkage/model/read-model.ts');
  const {readLexicon} = await import('../../methods/linkage/values/lexicon.ts');
  const [modelPath = '', ...files] = input.positionals;
  const model = readLinkageModel(await readText(modelPath, 'MODEL'));
  const lexicon = input.text('lexicon');
  await mkdir(scratch, {recursive: true});
  return {
    paths: files.slice(0, 2).map((file) => resolve(file)) as unknown as Paths,
    model: changed(model, input),
    scratch,
    ...(input.shared.threads === undefined ? {} : {threads: Number(input.shared.threads)}),
    ...(input.shared.memory === undefined ? {} : {memory: input.shared.memory}),
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
  const named = (role: string) => fields.find((field) => field.role === role)?.name;
  const postcode = named('postcode');
  const number = named('house-number') ?? named('address');
  if (postcode === undefined || number === undefined) {
    const what = 'needs a field with the role postcode, and one with house-number or address';
    throw new UsageError('USAGE', [{where: '--household', what}]);
  }
  return {address: [postcode, number]};
}

function numberOf(input: CommandInput, name: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new UsageError('USAGE', [{where: `--${name}`, what: 'a number'}]);
  }
  return number;
}

interface Measured {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly true_pairs: number;
}

/** Precision, recall and F1 of the links, when the truth is told. */
async function measure(
  input: CommandInput,
  {db, inputs, pairs, resolved}: Linked,
): Promise<Measured | null> {
  const column = input.text('truth');
  if (column === undefined) return null;
  const {parseTruth, readTruth} = await import('../../methods/linkage/run/read-truth.ts');
  const {clusterMetrics, pairMetrics} = await import(
    '../../methods/linkage/evaluate/pair-metrics.ts'
  );
  const {countTruePairs} = await import('../../methods/linkage/evaluate/truth.ts');
  const truth = await readTruth(db, inputs, parseTruth(column));
  const {links} = resolved;
  const metrics = resolved.isClustered
    ? clusterMetrics(resolved.personOf, truth)
    : pairMetrics(
        {
          length: links.length,
          left: links.map((e) => pairs.left[e] as number),
          right: links.map((e) => pairs.right[e] as number),
        },
        truth,
      );
  return {
    precision: metrics.precision.share,
    recall: metrics.recall.share,
    f1: metrics.f1.share,
    true_pairs: countTruePairs(truth).pairs,
  };
}

const percent = (share: number | null | undefined): string =>
  share == null ? 'unknown' : `${(100 * share).toFixed(3)} %`;

type Summary = ReturnType<typeof summarise>;

function summarise(
  {inputs, pairs, resolved, seconds}: Linked,
  measured: Measured | null,
  total: number,
) {
  return {
    records: {left: inputs.leftCount, right: inputs.count - inputs.leftCount},
    blank_rows: inputs.left.source.blankRows + (inputs.right?.source.blankRows ?? 0),
    pairs_compared: pairs.compared,
    links: resolved.links.length,
    ...(measured ?? {}),
    seconds: total,
    seconds_of: seconds,
    states: countStates(resolved.state),
    rules: pairs.rules.map(({pairs: alone, newPairs, kept, blocks, largest}) => ({
      pairs: alone,
      new_pairs: newPairs,
      kept,
      blocks,
      largest_blocks: largest,
    })),
    resolved: resolved.counts,
    resumed_chunks: pairs.resumedChunks,
  };
}

function tell(summary: Summary, out: string | null): string[] {
  const measured = summary as Partial<Measured>;
  const states = Object.entries(summary.states).filter(([, count]) => count > 0);
  return [
    `${summary.pairs_compared.toLocaleString('en-GB')} pairs compared, ` +
      `${summary.links.toLocaleString('en-GB')} links, ${summary.seconds.toFixed(1)} s`,
    ...states.map(([state, count]) => `  ${state}: ${count.toLocaleString('en-GB')} records`),
    ...(measured.f1 == null
      ? []
      : [
          `  precision ${percent(measured.precision)}, recall ${percent(measured.recall)}, F1 ${percent(measured.f1)}`,
        ]),
    ...(out === null ? [] : [`  written to ${out}`]),
  ];
}

/** A file of links alone, or a folder of all that the run found; whole or not at all. */
async function writeOut(
  {db, inputs, pairs, resolved}: Linked,
  model: LinkageModel,
  out: string,
  beside: string,
  summary: Summary,
): Promise<void> {
  const {linkRows, makeLinks, recordRowsOf, writeRows} = await import(
    '../../methods/linkage/run/write-links.ts'
  );
  await makeLinks(db, model, pairs, resolved);
  await rm(beside, {recursive: true, force: true});
  if (extname(out) !== '') {
    const file = `${beside}${extname(out)}`;
    await rm(file, {force: true});
    await writeRows(db, linkRows(model), file);
    await rename(file, out);
    return;
  }
  await mkdir(beside, {recursive: true});
  await writeRows(db, linkRows(model), join(beside, 'links.parquet'));
  const records = await recordRowsOf(db, resolved, inputs.leftCount);
  await writeRows(db, records, join(beside, 'records.parquet'));
  const {seconds: _, seconds_of: __, resumed_chunks: ___, ...told} = summary;
  await writeWhole(join(beside, 'run.json'), `${JSON.stringify(told, null, 2)}\n`);
  await rename(beside, out);
}

export const linkCommands: readonly Command[] = [run, trainCommand, evaluate, importModel];
