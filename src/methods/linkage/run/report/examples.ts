/** A few pairs of a run as examples: the ends, the middle, and those on either side of the line. */

import type {LinkageModel} from '../../model/schema.ts';
import type {Waterfall} from '../../report/schema.ts';
import type {Linked} from '../link-files.ts';
import {PairTeller} from './waterfall.ts';

interface Example {
  readonly title: string;
  readonly outcome: string;
  readonly edge: number | undefined;
}

/** Each pair at most once; a run without links still shows what came nearest. */
export function exampleWaterfalls(linked: Linked, model: LinkageModel): Waterfall[] {
  const {session, pairs, resolved} = linked;
  const teller = new PairTeller(session, model, pairs.prior);
  const householdBits = new Map<number, number>();
  resolved.links.forEach((edge, i) => {
    householdBits.set(edge, resolved.household[i] as number);
  });
  const seen = new Set<number>();
  return chosen(linked, model.resolve.theta).flatMap(({title, outcome, edge}) => {
    if (edge === undefined || seen.has(edge)) return [];
    seen.add(edge);
    const told = teller.tell(pairs.left[edge] as number, pairs.right[edge] as number);
    return [withHousehold({title, outcome, ...told}, householdBits.get(edge) ?? 0)];
  });
}

/** Household evidence is a step of its own, never mixed into the weights of fields. */
function withHousehold(waterfall: Waterfall, bits: number): Waterfall {
  if (bits === 0) return waterfall;
  const step = {comparison: 'household', level: 'others of it are linked', bits};
  return {
    ...waterfall,
    steps: [...waterfall.steps, {...step, termFrequency: null}] as typeof waterfall.steps,
    weight: waterfall.weight + bits,
  };
}

function chosen({pairs, records, resolved}: Linked, theta: number): Example[] {
  const {rank} = records;
  const isLink = new Uint8Array(pairs.length);
  for (const edge of resolved.links) isLink[edge] = 1;
  const weightOf = (edge: number) => pairs.weight[edge] as number;
  const ranks = (edge: number) => [
    rank[pairs.left[edge] as number],
    rank[pairs.right[edge] as number],
  ];
  /** By weight, then by rank of ids, so that the order of rows chooses nothing. */
  const order = (a: number, b: number): number => {
    const [[la = 0, ra = 0], [lb = 0, rb = 0]] = [ranks(a), ranks(b)];
    return weightOf(a) - weightOf(b) || la - lb || ra - rb;
  };
  const links = [...resolved.links].sort(order);
  let [below, beaten]: (number | undefined)[] = [];
  for (let edge = 0; edge < pairs.length; edge++) {
    if (isLink[edge]) continue;
    if (weightOf(edge) < theta) {
      if (below === undefined || order(below, edge) < 0) below = edge;
    } else if (beaten === undefined || order(beaten, edge) < 0) beaten = edge;
  }
  return [
    {title: 'The strongest link', outcome: 'linked', edge: links.at(-1)},
    {
      title: 'A link of middling weight',
      outcome: 'linked; half of the links weigh more',
      edge: links[Math.floor(links.length / 2)],
    },
    {title: 'The weakest link', outcome: 'linked', edge: links[0]},
    {
      title: 'The strongest pair below the threshold',
      outcome: 'not linked: below the threshold',
      edge: below,
    },
    {
      title: 'The strongest pair that the resolver turned down',
      outcome:
        'not linked, though strong enough: a better pair, a rival or a rule stood against it',
      edge: beaten,
    },
  ];
}
