/** Found ALFs: those of one approved batch of pseudonyms. From the store to the trusted third party. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';

/** One row per pseudonym that was traced: its place in the batch, and no pseudonym of a project. */
export const FOUND_ALFS_COLUMNS = [
  {name: 'place', type: 'INTEGER'},
  {name: 'alf', type: 'UUID'},
] as const satisfies readonly ManifestColumn[];

export const foundAlfs = sealedBorder('found-alfs', () => FOUND_ALFS_COLUMNS);
