/** Roles of columns in a file about people, and what the standard model makes of each. */

import type {CleanerName} from '../model/schema.ts';

export const ROLES = [
  'forename',
  'surname',
  'birth-date',
  'birth-day',
  'birth-month',
  'birth-year',
  'sex',
  'postcode',
  'house-number',
  'address',
  'place',
  'phone',
  'email',
  'nhs-number',
  'other-id',
  'other',
] as const;
export type Role = (typeof ROLES)[number];

/** A column with a role; the files may call it differently. */
export interface RoleColumn {
  readonly role: Role;
  readonly left: string;
  readonly right: string;
}

/**
 * Cleaners to try for a role, the first that keeps most of the values being taken. Where none does,
 * the last is used.
 */
export const CLEANERS_OF: Readonly<Record<Role, readonly CleanerName[]>> = {
  forename: ['name'],
  surname: ['name'],
  'birth-date': ['date', 'dateDayFirst', 'dateMonthFirst', 'text'],
  'birth-day': ['number'],
  'birth-month': ['number', 'text'],
  'birth-year': ['number'],
  sex: ['sex', 'text'],
  postcode: ['postcode', 'identifier'],
  'house-number': ['houseNumber', 'text'],
  address: ['street'],
  place: ['text'],
  phone: ['phone'],
  email: ['email', 'text'],
  'nhs-number': ['nhsNumber', 'identifier'],
  'other-id': ['identifier'],
  other: ['text'],
};

/** Share of the values that a cleaner must keep to be the right one. */
export const KEPT_BY_THE_RIGHT_CLEANER = 0.7;
