/** Pairs that no weight makes one person, by the roles of a model's fields. */

import type {LinkageModel} from '../model/schema.ts';
import type {Forbids} from '../resolve/edges.ts';
import {conflictingSexAndBirth, forbidding} from '../resolve/impossible.ts';
import type {Session} from './session.ts';

/** The rules that the model's fields allow to be asked, or null when it asks for none. */
export function impossiblePairs(session: Session, model: LinkageModel): Forbids | null {
  if (!model.resolve.impossible) return null;
  const column = (role: string): Int32Array | null => {
    const field = model.fields.find((one) => one.role === role);
    if (!field) return null;
    const {codes, stride, count} = session.rows;
    const slot = session.encoded.fields.get(field.name)?.slot as number;
    return Int32Array.from({length: count}, (_, r) => codes[r * stride + slot] as number);
  };
  const sex = column('sex');
  const birthDate = column('birth-date');
  if (!sex || !birthDate) return null;
  return forbidding({sex_and_birth: conflictingSexAndBirth({sex, birthDate})});
}
