/** Pairs that no weight makes one person, by the roles of a model's fields. */

import type {LinkageModel} from '../model/schema.ts';
import type {Forbids} from '../resolve/edges.ts';
import {conflictingSexAndBirth, forbidding, twins} from '../resolve/impossible.ts';
import {jaroWinkler} from '../strings/jaro.ts';
import type {Lexicon} from '../values/features.ts';
import type {Session} from './session.ts';

/** Forenames at least so alike may be one name written twice, and make no twins. */
const SIMILAR_FORENAMES = 0.75;

/** The rules that the model's fields allow to be asked, or null when it asks for none. */
export async function impossiblePairs(
  session: Session,
  model: LinkageModel,
  lexicon: Lexicon = new Map(),
): Promise<Forbids | null> {
  if (!model.resolve.impossible) return null;
  const fieldOf = (role: string) => model.fields.find((one) => one.role === role)?.name;
  const {codes, stride, count} = session.rows;
  const column = (role: string): Int32Array | null => {
    const field = fieldOf(role);
    if (field === undefined) return null;
    const slot = session.encoded.fields.get(field)?.slot as number;
    return Int32Array.from({length: count}, (_, r) => codes[r * stride + slot] as number);
  };
  const [sex, birthDate] = [column('sex'), column('birth-date')];
  const [surname, forename] = [column('surname'), column('forename')];
  const address = togetherOf([column('postcode'), column('house-number') ?? column('address')]);
  const rules: Record<string, (left: number, right: number) => boolean> = {};
  if (sex && birthDate) rules.sex_and_birth = conflictingSexAndBirth({sex, birthDate});
  if (surname && forename && birthDate && address) {
    const identity = column('nhs-number') ?? new Int32Array(count);
    const names = await session.encoded.dictionary(fieldOf('forename') as string);
    const texts = await session.encoded.texts(fieldOf('forename') as string);
    const similarForename = (a: number, b: number) => {
      const [one, other] = [texts[a - 1] as string, texts[b - 1] as string];
      const isVariant = lexicon.get(one)?.has(other) || lexicon.get(other)?.has(one);
      return isVariant || isInitialOf(one, other) || jaroWinkler(names, a, b) >= SIMILAR_FORENAMES;
    };
    rules.twins = twins({surname, birthDate, address, forename, identity, similarForename});
  }
  return Object.keys(rules).length === 0 ? null : forbidding(rules);
}

const isInitialOf = (one: string, other: string): boolean =>
  (one.length === 1 || other.length === 1) && one[0] === other[0];

/** One code for several columns together: 0 where any is missing; null without the first column. */
function togetherOf([first, second]: readonly (Int32Array | null)[]): Int32Array | null {
  if (!first || !second) return first ?? null;
  const known = new Map<number, number>();
  return first.map((code, r) => {
    const other = second[r] as number;
    if (code === 0 || other === 0) return 0;
    const key = code * 2 ** 26 + other;
    const found = known.get(key) ?? known.size + 1;
    known.set(key, found);
    return found;
  });
}
