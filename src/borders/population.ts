/** Population: how many people look alike, and nobody's pseudonym. From the trusted third party to the store. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';

/** One row per week of birth, sex and small area that anybody on the spine has. */
export const POPULATION_COLUMNS = [
  {name: 'week_of_birth', type: 'DATE'},
  {name: 'sex', type: 'VARCHAR'},
  {name: 'lsoa_code', type: 'VARCHAR'},
  {name: 'people', type: 'INTEGER'},
] as const satisfies readonly ManifestColumn[];

export const population = sealedBorder('population', () => POPULATION_COLUMNS);
