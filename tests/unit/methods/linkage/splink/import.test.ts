import {readFile} from 'node:fs/promises';
import {describe, expect, it} from 'vitest';
import {LinkageModelSchema} from '../../../../../src/methods/linkage/model/schema.ts';
import {importSplink} from '../../../../../src/methods/linkage/splink/import.ts';
import {shared} from '../../../../support/shared.ts';
import {failureOf} from '../../../kernel/failure-of.ts';
import {comparison, elseLevel, exactLevel, nullLevel, settings} from './settings.ts';

const EXAMPLE = shared('data/linkage/splink_settings_example.json');

const levelsOf = (...levels: Record<string, unknown>[]) => {
  const {model, notes} = importSplink(settings({comparisons: [comparison(...levels)]}));
  return {levels: model.comparisons[0]?.levels ?? [], notes};
};

describe('Splink settings', () => {
  it('become a model of typed conditions', () => {
    const {model, notes} = importSplink(settings());
    expect(notes).toEqual([]);
    expect(LinkageModelSchema.parse(model)).toEqual(model);
    expect(model).toMatchObject({
      version: 2,
      kind: 'dedupe',
      id: 'unique_id',
      fields: [{name: 'name', clean: 'asIs'}],
      blocking: {predict: [['name']], oversized: 0},
      comparisons: [
        {
          name: 'name',
          levels: [
            {when: {is: 'null', on: 'name'}, label: 'name is NULL', missing: true},
            {
              when: {is: 'exact', on: 'name'},
              label: 'Exact match on name',
              m: 0.9,
              u: 0.01,
            },
            {when: {is: 'else'}, label: 'All other comparisons', m: 0.1, u: 0.99},
          ],
        },
      ],
      prior: {probability: 0.0001},
      resolve: {method: 'all', theta: 0},
    });
  });

  it.each([
    ['dedupe_only', 'dedupe'],
    ['link_only', 'link'],
    ['link_and_dedupe', 'link_and_dedupe'],
  ])('of type %s are of kind %s', (link_type, kind) => {
    expect(importSplink(settings({link_type})).model.kind).toBe(kind);
  });

  it('keep ids, prior and a threshold that is given', () => {
    const text = settings({
      unique_id_column_name: 'record id',
      probability_two_random_records_match: 0.25,
      linker_uid: 'abc',
      em_convergence: 0.1,
      sql_dialect: 'duckdb',
      additional_columns_to_retain: ['x'],
    });
    expect(importSplink(text, {theta: 4.5}).model).toMatchObject({
      name: 'abc',
      id: 'record id',
      prior: {probability: 0.25},
      resolve: {theta: 4.5},
    });
  });

  it('name columns by one field each, whatever their quotes and case', () => {
    const {model} = importSplink(
      settings({
        blocking_rules_to_generate_predictions: [
          {blocking_rule: 'l."first name" = r."First Name"', sql_dialect: 'duckdb'},
          {blocking_rule: 'l.first_name = r.first_name', arrays_to_explode: null},
        ],
        comparisons: [
          {comparison_levels: [nullLevel('first name'), exactLevel('First Name'), elseLevel]},
          comparison(
            exactLevel('first name', {
              tf_adjustment_column: '"FIRST NAME"',
            }),
            elseLevel,
          ),
        ],
      }),
    );
    expect(model.fields).toEqual([
      {name: 'first_name', from: 'first name', clean: 'asIs'},
      {name: 'first_name_2', from: 'first_name', clean: 'asIs'},
    ]);
    expect(model.blocking.predict).toEqual([['first_name'], ['first_name_2']]);
    expect(model.comparisons.map(({name}) => name)).toEqual(['first_name', 'name']);
    expect(model.comparisons[1]?.levels[0]?.tf?.on).toBe('first_name');
  });

  it('leave levels without m or u to be trained, and say so', () => {
    const {levels, notes} = levelsOf(
      exactLevel('a', {m_probability: null, u_probability: undefined}),
      {...elseLevel, fix_m_probability: true, fix_u_probability: false},
    );
    expect(levels[0]).toEqual({when: {is: 'exact', on: 'a'}, label: 'Exact match on a'});
    expect(levels[1]).toMatchObject({fixM: true, m: 0.1});
    expect(levels[1]).not.toHaveProperty('fixU');
    expect(notes).toHaveLength(2);
  });

  it('count a level that was not observed as one in a million, as Splink does', () => {
    const unseen = 'level not observed in training dataset';
    const {levels, notes} = levelsOf(
      exactLevel('a', {m_probability: unseen, u_probability: unseen}),
      elseLevel,
    );
    expect(levels[0]).toMatchObject({m: 1e-6, u: 1e-6, unobserved: true});
    expect(notes).toHaveLength(2);
  });

  it('keep no certainty: a probability of 1 or 0 is moved inwards, with a note', () => {
    const {levels, notes} = levelsOf(
      exactLevel('a', {m_probability: 1, u_probability: 0}),
      elseLevel,
    );
    expect(levels[0]).toMatchObject({m: 1 - 2 ** -53, u: 1e-6});
    expect(notes).toHaveLength(2);
  });
});

describe('term frequencies', () => {
  const rare = {tf_adjustment_column: 'a'};
  const near = {
    sql_condition: 'levenshtein(a_l, a_r) <= 1',
    m_probability: 0.05,
    u_probability: 0.02,
  };

  it('are measured from u of the exact level, wherever it stands', () => {
    const {levels} = levelsOf(
      {...near, ...rare, tf_adjustment_weight: 0.5, tf_minimum_u_value: 0.001},
      exactLevel('a', rare),
      elseLevel,
    );
    expect(levels.map(({tf}) => tf)).toEqual([
      {on: 'a', weight: 0.5, minimumU: 0.001, exactU: 0.01},
      {on: 'a', weight: 1, minimumU: 0},
      undefined,
    ]);
  });

  it('are measured from its own u where detection is disabled', () => {
    const {levels} = levelsOf(
      exactLevel('a'),
      {...near, ...rare, disable_tf_exact_match_detection: true},
      elseLevel,
    );
    expect(levels[1]?.tf).toEqual({on: 'a', weight: 1, minimumU: 0});
  });

  it('do not touch ELSE, null levels, and levels of weight 0', () => {
    const {levels} = levelsOf(
      {...nullLevel('a'), ...rare},
      exactLevel('a', {...rare, tf_adjustment_weight: 0}),
      {...elseLevel, ...rare},
    );
    expect(levels.map(({tf}) => tf)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['there is no exact level', [exactLevel('b')]],
    ['the exact level has no u', [exactLevel('a', {u_probability: null})]],
  ])('are refused where %s', async (_, others) => {
    const error = await failureOf(() => levelsOf({...near, ...rare}, ...others, elseLevel));
    expect(error.code).toBe('SPLINK_UNSUPPORTED');
  });
});

describe('what has no typed counterpart', () => {
  it('is refused at once, level by level and rule by rule', async () => {
    const text = settings({
      blocking_rules_to_generate_predictions: [
        'l.name = r.name',
        'l.name = r.other',
        {blocking_rule: 'l.list = r.list', arrays_to_explode: ['list']},
      ],
      comparisons: [
        comparison(
          {sql_condition: 'hamming(a_l,\n  a_r) <= 1', label_for_charts: 'Hamming'},
          {sql_condition: 'custom(a_l, a_r)'},
          elseLevel,
        ),
        {comparison_levels: [elseLevel, exactLevel('b')]},
      ],
    });
    const error = await failureOf(() => importSplink(text));
    expect(error.code).toBe('SPLINK_UNSUPPORTED');
    expect(error.faults).toEqual([
      {where: 'name, level Hamming', what: 'no typed condition means: hamming(a_l, a_r) <= 1'},
      {where: 'name, level 1', what: 'no typed condition means: custom(a_l, a_r)'},
      {
        where: 'comparisons.1, level All other comparisons',
        what: 'ELSE must be the last level, and no null level',
      },
      {
        where: 'comparisons.1, level Exact match on b',
        what: 'ELSE must be the last level, and no null level',
      },
      {where: 'blocking rule 1', what: 'no keys mean: l.name = r.other'},
      {where: 'blocking rule 2', what: 'lists are not exploded: l.list = r.list'},
    ]);
  });

  it.each([
    ['no JSON', '{'],
    ['no settings', '[]'],
    ['a key that Splink does not know', settings({surprise: 1})],
    ['no rules', settings({blocking_rules_to_generate_predictions: []})],
    ['a certain prior', settings({probability_two_random_records_match: 1})],
    ['one level', settings({comparisons: [comparison(elseLevel)]})],
    ['an impossible m', settings({comparisons: [comparison(exactLevel('a', {m_probability: 2}))]})],
  ])('is no settings file: %s', async (_, text) => {
    expect((await failureOf(() => importSplink(text))).code).toBe('MODEL_INVALID');
  });
});

describe.skipIf(EXAMPLE === null)('the example of Splink', () => {
  it('has the levels, rules and probabilities that it was written with', async () => {
    const text = await readFile(EXAMPLE as string, 'utf8');
    const {model, notes} = importSplink(text);
    const written = JSON.parse(text);
    expect(notes).toEqual([]);
    expect(model.prior).toEqual({probability: written.probability_two_random_records_match});
    expect(model.blocking.predict).toEqual([['surname'], ['first_name']]);
    const near = (on: string) => ({is: 'levenshtein', on, atMost: 2});
    const of = (on: string, ...middle: unknown[]) => [
      {is: 'null', on},
      {is: 'exact', on},
      ...middle,
      {is: 'else'},
    ];
    expect(
      Object.fromEntries(
        model.comparisons.map(({name, levels}) => [name, levels.map(({when}) => when)]),
      ),
    ).toEqual({
      first_name: of('first_name', near('first_name')),
      surname: of('surname', near('surname')),
      dob: of('dob', near('dob')),
      city: of('city'),
      email: of('email'),
    });
    model.comparisons.forEach(({name, levels}, i) => {
      const from = written.comparisons[i].comparison_levels;
      expect(levels.map(({m}) => m)).toEqual(
        from.map((l: {m_probability?: number}) => l.m_probability),
      );
      expect(levels.map(({u}) => u)).toEqual(
        from.map((l: {u_probability?: number}) => l.u_probability),
      );
      expect(levels.filter(({missing}) => missing)).toEqual([levels[0]]);
      const tf = {on: name, weight: 1, minimumU: 0};
      expect(levels.map((level) => level.tf)).toEqual(
        levels.map((_, j) => (j === 1 ? tf : undefined)),
      );
    });
  });
});
