/** Issues pseudonyms: an ALF for each linked person, a RALF for each residence. */

import type {Job} from '../../assurance/job/job.ts';
import {derivePseudonymKey, pseudonymiser} from '../../assurance/keys/derive.ts';
import type {Keyring} from '../../assurance/keys/keyring.ts';
import type {Database} from '../../engine/database.ts';
import {mapValues} from '../../engine/map-values.ts';
import {sql} from '../../kernel/sql.ts';
import {materialise} from '../../kernel/steps.ts';
import {residences} from './link-steps.ts';

/** From a person or residence to its pseudonym, under a sub-key that never leaves this zone. */
export const linkingField = (keyring: Keyring, fieldType: 'person' | 'residence') =>
  pseudonymiser(
    derivePseudonymKey(keyring.rootKey, {
      zone: 'third-party',
      project: '-',
      fieldType,
      keyVersion: keyring.keyVersion,
    }),
  );

/** Makes the tables `alf` and `ralf`. */
export async function issuePseudonyms(db: Database, keyring: Keyring, job: Job): Promise<void> {
  await job.record({action: 'ALF_ISSUED', objects: [{type: 'key', id: keyring.keyId}]});
  const people = sql`select distinct person_id from kept where person_id is not null`;
  await mapValues(db, 'alf', people, linkingField(keyring, 'person'));
  await db.run(materialise(residences), residences.name);
  await mapValues(
    db,
    'ralf',
    sql`select residence from residences`,
    linkingField(keyring, 'residence'),
  );
}
