/** ALFs: all that the third party ever issued, for one tracing. From the trusted third party to the store. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';

/** One row per person of the spine; nothing says who. */
export const ALFS_COLUMNS = [
  {name: 'alf', type: 'UUID'},
] as const satisfies readonly ManifestColumn[];

export const alfs = sealedBorder('alfs', () => ALFS_COLUMNS);
