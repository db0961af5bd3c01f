/** A made-up model as the report tells it: comparisons of people in Wales, with trained shares. */

import type {LinkageReport} from '../../../../../src/methods/linkage/report/schema.ts';

type Model = LinkageReport['linkage']['model'];
type Level = Model['comparisons'][number]['levels'][number];

const level = (label: string, m: number, u: number, extra: Partial<Level> = {}): Level => {
  const bits = Math.log2(m / u);
  const reach = 0.06 / Math.sqrt(Math.min(m, 1 - m));
  return {
    label,
    m,
    u,
    bits,
    low: bits - reach,
    high: bits + reach,
    note: null,
    termFrequency: false,
    ...extra,
  };
};

const missing = (label: string): Level => ({
  label,
  m: null,
  u: null,
  bits: 0,
  low: null,
  high: null,
  note: 'missing',
  termFrequency: false,
});

export const sampleModel: Model = {
  name: 'people-of-wales',
  digest: 'sha256:9f2c41d07be8a35d60f1c0a7b6e2948d13c5f7724e0a9db8356c1e4f2a70b9d3',
  prior: {
    probability: 20_000 / (20_000 * 34_000),
    bits: Math.log2(1 / 33_999),
    how: 'one link expected for each record of the smaller file',
  },
  comparisons: [
    {
      name: 'forename',
      levels: [
        missing('a side is missing'),
        level('equal', 0.872, 0.0061, {termFrequency: true}),
        level('variant of the other (lexicon)', 0.051, 0.0032),
        level('Jaro–Winkler ≥ 0.92', 0.034, 0.0058),
        level('the first letter of the other', 0.018, 0.041),
        level('else', 0.025, 0.9439),
      ],
    },
    {
      name: 'surname',
      levels: [
        missing('a side is missing'),
        level('equal', 0.913, 0.0019, {termFrequency: true}),
        level('shares a part', 0.028, 0.0007),
        level('Jaro–Winkler ≥ 0.92', 0.027, 0.0025),
        level('else', 0.032, 0.9949),
      ],
    },
    {
      name: 'birth_date',
      levels: [
        missing('a side is missing'),
        level('equal', 0.981, 0.000041),
        level('one digit differs', 0.011, 0.0017),
        level('day and month swapped', 0.0021, 0.000037, {note: 'unobserved'}),
        level('two parts agree', 0.0032, 0.0062),
        level('else', 0.0027, 0.992023),
      ],
    },
    {
      name: 'sex',
      levels: [level('equal', 0.9967, 0.501, {note: 'fixed'}), level('else', 0.0033, 0.499)],
    },
    {
      name: 'postcode',
      levels: [
        missing('a side is missing'),
        level('equal', 0.694, 0.00005),
        level('one character differs', 0.021, 0.00021),
        level('same sector', 0.032, 0.00091),
        level('same district', 0.058, 0.0094),
        level('else', 0.195, 0.98943),
      ],
    },
  ],
  training:
    'Two passes (by date of birth; by forename and surname), both converged, in 34 iterations.',
};

type Step = LinkageReport['linkage']['waterfalls'][number]['steps'][number];

/** A pair at these levels, its rarities given; the weight is added up in the order of comparisons. */
export function sampleWaterfall(
  title: string,
  outcome: string,
  at: readonly number[],
  rarity: Readonly<Record<string, number>> = {},
): LinkageReport['linkage']['waterfalls'][number] {
  const steps = sampleModel.comparisons.map(({name, levels}, i): Step => {
    const {label, bits} = levels[at[i] ?? 0] as Level;
    return {comparison: name, level: label, bits, termFrequency: rarity[name] ?? null};
  });
  const prior = sampleModel.prior.bits;
  const weight = steps.reduce((sum, s) => sum + s.bits + (s.termFrequency ?? 0), prior);
  return {title, outcome, prior, steps, weight};
}
