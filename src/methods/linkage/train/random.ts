/** Numbers that look random and follow from a seed, and draws from a list of weights. */

/** Uniform on [0, 1) in steps of 2^-53. The generator is splitmix32: a counter, well mixed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  };
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/**
 * Draws an index in proportion to its weight, in constant time: Walker's alias method in Vose's form
 * (https://doi.org/10.1109/32.92917). The weights have a positive sum.
 */
export function drawByWeight(weights: Float64Array, random: () => number): () => number {
  const size = weights.length;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / size;
  const stay = Float64Array.from(weights, (weight) => weight / mean);
  const alias = Int32Array.from(weights, (_, i) => i);
  const below: number[] = [];
  const above: number[] = [];
  for (let i = 0; i < size; i++) ((stay[i] as number) < 1 ? below : above).push(i);
  while (below.length > 0 && above.length > 0) {
    const low = below.pop() as number;
    const high = above.at(-1) as number;
    alias[low] = high;
    stay[high] = (stay[high] as number) + (stay[low] as number) - 1;
    if ((stay[high] as number) < 1) below.push(above.pop() as number);
  }
  // What is left differs from 1 by rounding only.
  for (const i of below) stay[i] = 1;
  for (const i of above) stay[i] = 1;
  return () => {
    const place = random() * size;
    const i = Math.floor(place);
    return place - i < (stay[i] as number) ? i : (alias[i] as number);
  };
}
