/** What a column is for. The role alone decides which file of the split a column goes to. */

/** Identifier kinds, and the File 1 column that each becomes. */
export const IDENTIFIER_COLUMNS = {
  'nhs-number': 'nhs_number',
  surname: 'surname',
  forename: 'forename',
  'other-forenames': 'other_forenames',
  'address-1': 'address_1',
  'address-2': 'address_2',
  'address-3': 'address_3',
  'address-4': 'address_4',
  'address-5': 'address_5',
  postcode: 'postcode',
  'date-of-birth': 'date_of_birth',
  'birth-day': 'birth_day',
  'birth-month': 'birth_month',
  'birth-year': 'birth_year',
  sex: 'sex_code',
  uprn: 'uprn',
  'valid-from': 'valid_from',
  'valid-to': 'valid_to',
} as const;

export type IdentifierKind = keyof typeof IDENTIFIER_COLUMNS;

/** Roles whose columns go to File 2. */
export const CONTENT_ROLES = ['content', 'date:event', 'record-id', 'practice'] as const;

/**
 * Roles whose columns cross no border: `truth` says who made-up people really are, `withheld` is
 * left behind, `free-text` is refused until it can be checked.
 */
export const STAYING_ROLES = ['truth', 'withheld', 'free-text'] as const;

export type ContentRole = (typeof CONTENT_ROLES)[number];
export type Role = `identifier:${IdentifierKind}` | ContentRole | (typeof STAYING_ROLES)[number];

export const ROLES: readonly Role[] = [
  ...Object.keys(IDENTIFIER_COLUMNS).map((kind) => `identifier:${kind as IdentifierKind}` as const),
  ...CONTENT_ROLES,
  ...STAYING_ROLES,
];

/** The identifier kind of a role, or `null` for every other role. */
export const identifierKind = (role: Role): IdentifierKind | null =>
  role.startsWith('identifier:') ? (role.slice('identifier:'.length) as IdentifierKind) : null;

export const isContent = (role: Role): role is ContentRole =>
  (CONTENT_ROLES as readonly string[]).includes(role);

/** Names under which identifiers are usually exported; such a column is never content. */
export const IDENTIFIER_NAMES =
  /^(nhs_?(no|num|number)|surname|last|first|family_?name|last_?name|forename|first_?name|given_?name|middle_?names?|full_?name|patient_?name|date_?of_?birth|dob|birth_?date|post_?code|address(_?(line)?_?\d)?|uprn|e?mail(_?address)?|(tele)?phone(_?(no|number))?|mobile(_?(no|number))?)$/i;
