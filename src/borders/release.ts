/** Release: an aggregate table that asks to leave. From a project to the output zone. */

import {sealedBorder} from '../engine/border.ts';

/** One row per cell or group of the table; never one row per person. */
export const release = sealedBorder('release', (manifest) => manifest.columns);
