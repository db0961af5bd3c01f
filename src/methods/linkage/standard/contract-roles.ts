/** Roles of columns as a dataset's contract declares them. */

import {type IdentifierKind, identifierKind} from '../../../kernel/contract/roles.ts';
import type {Contract} from '../../../kernel/contract/schema.ts';
import type {Role} from './roles.ts';

/** What each kind of identifier is to the linkage model; the others say nothing of who somebody is. */
const ROLE_OF: Partial<Readonly<Record<IdentifierKind, Role>>> = {
  'nhs-number': 'nhs-number',
  surname: 'surname',
  forename: 'forename',
  'address-1': 'address',
  'address-2': 'address',
  'address-3': 'place',
  postcode: 'postcode',
  'date-of-birth': 'birth-date',
  'birth-day': 'birth-day',
  'birth-month': 'birth-month',
  'birth-year': 'birth-year',
  sex: 'sex',
  uprn: 'other-id',
};

/** `ROLE=COLUMN` for every field of a contract that identifies somebody. */
export const rolesOfContract = (contract: Contract): string[] =>
  contract.fields.flatMap(({name, dolen}) => {
    const kind = identifierKind(dolen.role);
    const role = kind === null ? undefined : ROLE_OF[kind];
    return role === undefined ? [] : [`${role}=${name}`];
  });
