/** File 1: who people are. From a provider to the trusted third party, and to nobody else. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';

/** One row per row of the dataset. Parts of a birth date stand beside it, since forms lose parts. */
export const FILE1_COLUMNS = [
  {name: 'system_id', type: 'UUID'},
  {name: 'nhs_number', type: 'VARCHAR'},
  {name: 'surname', type: 'VARCHAR'},
  {name: 'forename', type: 'VARCHAR'},
  {name: 'other_forenames', type: 'VARCHAR'},
  {name: 'address_1', type: 'VARCHAR'},
  {name: 'address_2', type: 'VARCHAR'},
  {name: 'address_3', type: 'VARCHAR'},
  {name: 'address_4', type: 'VARCHAR'},
  {name: 'address_5', type: 'VARCHAR'},
  {name: 'postcode', type: 'VARCHAR'},
  {name: 'uprn', type: 'BIGINT'},
  {name: 'date_of_birth', type: 'DATE'},
  {name: 'birth_day', type: 'TINYINT'},
  {name: 'birth_month', type: 'TINYINT'},
  {name: 'birth_year', type: 'SMALLINT'},
  {name: 'sex_code', type: 'VARCHAR'},
  {name: 'sex_code_system', type: 'VARCHAR'},
  {name: 'as_at', type: 'DATE'},
  {name: 'valid_from', type: 'DATE'},
  {name: 'valid_to', type: 'DATE'},
] as const satisfies readonly ManifestColumn[];

export const file1 = sealedBorder('file1', () => FILE1_COLUMNS);
