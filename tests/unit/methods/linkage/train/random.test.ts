/** Numbers from a seed: the same on every machine, spread evenly, drawn by weight. */

import {expect, it} from 'vitest';
import {drawByWeight, randomFrom} from '../../../../../src/methods/linkage/train/random.ts';

it('the numbers of a seed never change, since models are trained again from it', () => {
  const random = randomFrom(1);
  expect([random(), random(), random()]).toEqual([
    0.36787553937444917, 0.8205357767732209, 0.14991333731664602,
  ]);
  expect(randomFrom(2)()).not.toBe(randomFrom(1)());
});

it('are spread evenly', () => {
  const random = randomFrom(7);
  const cells = new Float64Array(16);
  for (let n = 0; n < 160_000; n++) {
    const cell = Math.floor(random() * 16);
    cells[cell] = (cells[cell] as number) + 1;
  }
  // Chi-square on 15 degrees of freedom: above 37.7 once in a thousand.
  const distance = cells.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(distance).toBeLessThan(37.7);
});

it('an index is drawn in proportion to its weight, and never one without weight', () => {
  const weights = Float64Array.of(5, 0, 1, 3.5, 0.5);
  const draw = drawByWeight(weights, randomFrom(3));
  const counts = new Float64Array(5);
  for (let n = 0; n < 100_000; n++) {
    const at = draw();
    counts[at] = (counts[at] as number) + 1;
  }
  weights.forEach((weight, at) => {
    expect(Math.abs((counts[at] as number) / 10_000 - weight)).toBeLessThan(0.06);
  });
  expect(counts[1]).toBe(0);
});
