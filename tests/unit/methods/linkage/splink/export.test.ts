import {readFile} from 'node:fs/promises';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {LinkageModel} from '../../../../../src/methods/linkage/model/schema.ts';
import {exportSplink} from '../../../../../src/methods/linkage/splink/export.ts';
import {importSplink} from '../../../../../src/methods/linkage/splink/import.ts';
import {shared} from '../../../../support/shared.ts';
import {failureOf} from '../../../kernel/failure-of.ts';
import {comparison, elseLevel, exactLevel, nullLevel, settings} from './settings.ts';

const EXAMPLE = shared('data/linkage/splink_settings_example.json');
const imported = (text: string): LinkageModel => importSplink(text).model;
const SMALL = imported(settings());

const probability = fc.oneof(
  fc.double({min: 1e-9, max: 0.999, noNaN: true}),
  fc.constant('level not observed in training dataset'),
  fc.constant(null),
);
const tf = fc.oneof(
  fc.constant({}),
  fc.record({
    tf_adjustment_column: fc.constant('a b'),
    tf_adjustment_weight: fc.double({min: 0, max: 1, noNaN: true}),
    tf_minimum_u_value: fc.double({min: 0, max: 1, noNaN: true}),
    disable_tf_exact_match_detection: fc.boolean(),
  }),
);
const level = (sql_condition: string) =>
  fc
    .tuple(
      fc.record({
        label_for_charts: fc.oneof(fc.string(), fc.constant(null)),
        m_probability: probability,
        u_probability: probability,
        fix_m_probability: fc.boolean(),
        fix_u_probability: fc.boolean(),
      }),
      tf,
    )
    .map(([one, rarity]) => ({sql_condition, ...one, ...rarity}));

const anySettings = fc
  .record({
    levels: fc.tuple(
      level('jaro_winkler_similarity("a b_l", "a b_r") > 0.9'),
      level('(a_l = b_r AND a_r = b_l) OR NOT levenshtein("a b_l", "a b_r") < 3'),
      level('ELSE'),
    ),
    u: fc.double({min: 1e-9, max: 0.999, noNaN: true}),
    link_type: fc.constantFrom('dedupe_only', 'link_only', 'link_and_dedupe'),
    prior: fc.double({min: 1e-9, max: 0.999, noNaN: true}),
  })
  .map(({levels, u, link_type, prior}) =>
    settings({
      link_type,
      probability_two_random_records_match: prior,
      comparisons: [
        comparison(nullLevel('a b'), exactLevel('a b', {u_probability: u}), ...levels),
        comparison(nullLevel('2nd'), exactLevel('2nd', {tf_adjustment_column: '2nd'}), elseLevel),
      ],
    }),
  );

describe('an imported model', () => {
  it('is the same model after it was exported and imported again', () => {
    fc.assert(
      fc.property(anySettings, (text) => {
        const model = imported(text);
        expect(imported(exportSplink(model))).toEqual(model);
      }),
      {numRuns: 300},
    );
  });

  it('is written in the words of Splink', () => {
    const written = JSON.parse(exportSplink(SMALL));
    expect(written).toEqual({
      link_type: 'dedupe_only',
      probability_two_random_records_match: 0.0001,
      unique_id_column_name: 'unique_id',
      blocking_rules_to_generate_predictions: [
        {blocking_rule: 'l."name" = r."name"', sql_dialect: 'duckdb'},
      ],
      comparisons: [comparison(nullLevel('name'), exactLevel('name'), elseLevel)],
      linker_uid: 'imported from Splink',
    });
  });

  it('gives back every condition, m and u of the example', async ({skip}) => {
    if (EXAMPLE === null) return skip();
    const text = await readFile(EXAMPLE, 'utf8');
    const model = imported(text);
    const written = exportSplink(model);
    expect(imported(written)).toEqual(model);
    const plain = (json: string) =>
      JSON.parse(json).comparisons.map((one: {comparison_levels: Record<string, unknown>[]}) =>
        one.comparison_levels.map((each) => ({
          ...each,
          sql_condition: String(each.sql_condition).replace(/"|::VARCHAR|CAST\(| AS TEXT\)/g, ''),
        })),
      );
    expect(plain(written)).toEqual(plain(text));
  });
});

describe('a model that Splink cannot say', () => {
  it('is refused with everything that stands in the way', async () => {
    const [compared] = SMALL.comparisons;
    if (!compared) throw new Error('no comparison');
    const [missing, exact, other] = compared.levels;
    if (!missing || !exact || !other) throw new Error('no levels');
    const model: LinkageModel = {
      ...SMALL,
      kind: 'spine',
      id: {left: 'a', right: 'b'},
      prior: {expectedLinks: 'rows'},
      fields: [
        {name: 'name', clean: 'name'},
        {name: 'code', from: {left: 'x', right: 'y'}, clean: 'asIs'},
      ],
      blocking: {
        ...SMALL.blocking,
        predict: [['soundex(name)'], {sortedBy: ['name'], window: 3}, ['code']],
      },
      comparisons: [
        {
          name: 'name',
          levels: [
            missing,
            {...exact, tf: {on: 'first(name,3)', weight: 1, minimumU: 0, exactU: 0.5}},
            {when: {is: 'nickname', on: 'name'}},
            other,
          ],
        },
      ],
    };
    const error = await failureOf(() => exportSplink(model));
    expect(error.code).toBe('SPLINK_UNSUPPORTED');
    expect(error.faults.map(({where}) => where)).toEqual([
      'kind',
      'id',
      'prior',
      'name',
      'code',
      'name, level Exact match on name',
      'name, level Exact match on name',
      'name, level 2',
      'blocking.predict.0',
      'blocking.predict.1',
    ]);
  });
});
