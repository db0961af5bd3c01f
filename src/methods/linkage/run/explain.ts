/** Why a pair weighs what it weighs, and why a record did not link: levels and bits, never a value. */

import type {Database} from '../../../engine/database.ts';
import {DataFault} from '../../../kernel/errors.ts';
import {sql} from '../../../kernel/sql.ts';
import type {Side} from '../encode/inputs.ts';
import {keysOf} from '../model/rules.ts';
import type {LinkageModel} from '../model/schema.ts';
import type {Waterfall} from '../report/schema.ts';
import type {Linked} from './link-files.ts';
import {codeReader, hasAllKeys} from './report/states.ts';
import {PairTeller} from './report/waterfall.ts';
import {RECORD_STATES, type RecordState, STATE_MEANINGS} from './resolve-pairs.ts';
import type {Session} from './session.ts';

export interface PairExplained extends Pick<Waterfall, 'prior' | 'steps' | 'weight'> {
  /** Numbers, from 1, of the rules that find the pair; neighbours are not asked. */
  readonly rules: readonly number[];
  readonly isLink: boolean;
  readonly householdBits: number;
}

export interface RecordExplained {
  readonly state: RecordState;
  readonly because: string;
  /** Records that share all keys of some rule with it. */
  readonly candidates: number;
  /** The strongest candidate, and by how many bits it leads over the next. */
  readonly best: (PairExplained & {readonly lead: number | null}) | null;
}

/**
 * The number of the record with an id.
 * @throws DataFault LINKS_UNKNOWN when the file has no such record
 */
export async function recordOfId(
  db: Database,
  id: string,
  side: Side,
  leftCount: number,
): Promise<number> {
  const found = await db.value(
    sql`select record from record_ids
      where id = ${id} and (record >= ${leftCount}) = ${side === 'right'}`,
    'find a record',
  );
  if (found === null) {
    throw new DataFault('LINKS_UNKNOWN', [{where: `${side} file`, what: 'no record of that id'}]);
  }
  return Number(found);
}

export class Explainer {
  readonly #linked: Linked;
  readonly #model: LinkageModel;
  readonly #teller: PairTeller;
  readonly #covers: readonly ((left: number, right: number) => boolean)[];

  constructor(linked: Linked, model: LinkageModel) {
    this.#linked = linked;
    this.#model = model;
    this.#teller = new PairTeller(linked.session, model, linked.pairs.prior);
    this.#covers = model.blocking.predict.map((rule) =>
      Array.isArray(rule) ? agreeing(linked.session, keysOf(rule)) : () => false,
    );
  }

  pair(one: number, other: number): PairExplained {
    const {pairs, resolved} = this.#linked;
    const [left, right] = one < other ? [one, other] : [other, one];
    const link = resolved.links.findIndex(
      (edge) => pairs.left[edge] === left && pairs.right[edge] === right,
    );
    return {
      ...this.#teller.tell(left, right),
      rules: this.#covers.flatMap((is, i) => (is(left, right) ? [i + 1] : [])),
      isLink: link >= 0,
      householdBits: link < 0 ? 0 : (resolved.household[link] as number),
    };
  }

  /** Looks at every record that shares a block, and says why none was linked, or which was. */
  record(record: number): RecordExplained {
    const {resolved} = this.#linked;
    const state = RECORD_STATES[resolved.state[record] as number] as RecordState;
    const weighed = this.#candidates(record)
      .map((other) => ({other, weight: this.#weightOf(record, other)}))
      .sort((a, b) => b.weight - a.weight || a.other - b.other);
    const [first, second] = weighed;
    const best = first && {
      ...this.pair(record, first.other),
      lead: second ? first.weight - second.weight : null,
    };
    return {
      state,
      because: this.#because(state, record, best?.weight, best?.lead ?? null),
      candidates: weighed.length,
      best: best ?? null,
    };
  }

  #weightOf(one: number, other: number): number {
    return this.#teller.tell(Math.min(one, other), Math.max(one, other)).weight;
  }

  #candidates(record: number): number[] {
    const {count, leftCount, crossing} = this.#linked.session.rows;
    const [from, to] = !crossing
      ? [0, count]
      : record < leftCount
        ? [leftCount, count]
        : [0, leftCount];
    const found: number[] = [];
    for (let other = from; other < to; other++) {
      if (other !== record && this.#covers.some((is) => is(record, other))) found.push(other);
    }
    return found;
  }

  #because(state: RecordState, record: number, best?: number, lead?: number | null): string {
    const {theta, delta} = this.#model.resolve;
    const bits = (amount: number) => `${amount.toFixed(2)} bits`;
    const {session} = this.#linked;
    switch (state) {
      case 'not_blocked':
        return this.#model.blocking.predict.some((rule) => hasAllKeys(session, rule)(record))
          ? 'no other record shares all keys of any blocking rule'
          : 'a key of every blocking rule is missing';
      case 'below_threshold':
        return best === undefined
          ? STATE_MEANINGS.below_threshold
          : `its best pair weighs ${bits(best)}, ${bits(theta - best)} below the threshold`;
      case 'ambiguous':
        return lead == null
          ? STATE_MEANINGS.ambiguous
          : `its best pair leads by ${bits(lead)}, and ${bits(delta)} are asked for`;
      case 'taken':
        return best === undefined
          ? STATE_MEANINGS.taken
          : `its best pair weighs ${bits(best)}, but the other record fits another better`;
      default:
        return STATE_MEANINGS[state];
    }
  }
}

function agreeing(session: Session, keys: readonly string[]) {
  const readers = keys.map((key) => codeReader(session, key));
  return (left: number, right: number): boolean =>
    readers.every((read) => {
      const code = read(left);
      return code !== 0 && code === read(right);
    });
}
