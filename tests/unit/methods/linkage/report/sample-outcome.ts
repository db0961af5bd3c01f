/** Made-up outcome of a linkage: scored pairs, truth and states of 20,000 records, from a seed. */

import {type RecordState, stateCode} from '../../../../../src/methods/linkage/evaluate/funnel.ts';

export const LEFT = 20_000;
export const RIGHT = 34_000;

/** Numbers from 0 to 1 (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const AGES = ['0–4', '5–17', '18–29', '30–44', '45–64', '65–79', '80+', 'not stated'];
export const FIFTHS = ['1 (most deprived)', '2', '3', '4', '5 (least deprived)', 'not stated'];
const FAILS = [0.035, 0.02, 0.075, 0.03, 0.02, 0.012, 0.015, 0.4];

export function sampleOutcome() {
  const random = numbersFrom(7);
  const normal = (mean: number, sd: number) =>
    mean + sd * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [left, right, weight]: number[][] = [[], [], []];
  const add = (l: number, r: number, w: number) => {
    left?.push(l);
    right?.push(LEFT + r);
    weight?.push(w);
  };
  const state = new Uint8Array(LEFT);
  const missed = new Float64Array(LEFT);
  const wrong = new Float64Array(LEFT);
  const age = new Uint8Array(LEFT);
  const fifth = new Uint8Array(LEFT);
  const entity = new Int32Array(LEFT + RIGHT);
  for (let r = 0; r < RIGHT; r++) entity[LEFT + r] = r + 1;
  for (let l = 0; l < LEFT; l++) {
    const at = random();
    age[l] = at < 0.004 ? 7 : Math.floor(random() * 7);
    fifth[l] = at > 0.997 ? 5 : Math.floor(random() * 5);
    entity[l] = l < 19_200 ? l + 1 : RIGHT + l;
    const isInBoth = l < 19_200;
    const fails =
      random() < (FAILS[age[l] as number] as number) + (fifth[l] === 0 ? 0.015 : 0) ||
      (!isInBoth && random() < 0.96);
    const lost = (
      ['insufficient', 'not_blocked', 'below_threshold', 'below_threshold', 'ambiguous'] as const
    )[Math.floor(random() * 5)];
    const other = random() < 0.0007 ? 'constraint' : random() < 0.002 ? 'opted_out' : undefined;
    const became: RecordState = other ?? (fails ? (lost ?? 'not_blocked') : 'linked');
    state[l] = stateCode(became);
    missed[l] = became !== 'linked' && isInBoth ? 0.8 : 0;
    wrong[l] = became === 'linked' ? 0.002 : 0;
    const partner = isInBoth ? l : 19_200 + Math.floor(random() * (RIGHT - 19_200));
    if (became === 'linked') add(l, partner, Math.max(5.01, normal(24, 5)));
    else if (became !== 'not_blocked') add(l, partner, normal(0, 3));
    for (let k = 0; k < 3; k++)
      add(l, Math.floor(random() * RIGHT), Math.min(4.9, normal(-14, 6.5)));
  }
  return {
    edges: {
      length: weight?.length ?? 0,
      left: Int32Array.from(left ?? []),
      right: Int32Array.from(right ?? []),
      weight: Float64Array.from(weight ?? []),
    },
    truth: {entity, leftCount: LEFT, kind: 'link'} as const,
    outcomes: {state, missed, wrong},
    age: {variable: 'age', levels: AGES, code: age},
    fifth: {variable: 'deprivation fifth', levels: FIFTHS, code: fifth},
  };
}
