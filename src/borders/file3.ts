/** File 3: which row is whom, under a pseudonym. From the trusted third party to the research store. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';

/** One row per row of File 1, unmatched included; rows of people who dissented are absent. */
export const FILE3_COLUMNS = [
  {name: 'system_id', type: 'UUID'},
  {name: 'alf', type: 'UUID'},
  {name: 'ralf', type: 'UUID'},
  {name: 'week_of_birth', type: 'DATE'},
  {name: 'sex', type: 'VARCHAR'},
  {name: 'lsoa_code', type: 'VARCHAR'},
  {name: 'match_status', type: 'TINYINT'},
  {name: 'match_method', type: 'VARCHAR'},
  {name: 'match_weight', type: 'DOUBLE'},
  {name: 'match_pct', type: 'DECIMAL(7,6)'},
  {name: 'id_type', type: 'VARCHAR'},
] as const satisfies readonly ManifestColumn[];

export const file3 = sealedBorder('file3', () => FILE3_COLUMNS);
