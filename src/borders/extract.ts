/** Extract: what one project was granted, under its own pseudonyms. From the store to the project. */

import {sealedBorder} from '../engine/border.ts';

/** One row per granted row of one dataset; its columns are those of the grant. */
export const extract = sealedBorder('extract', (manifest) => manifest.columns);
