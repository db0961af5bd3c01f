/** Brings the grants in step with the application: issued, superseded or ended, never edited. */

import {isSame} from '../acts/apply.ts';
import type {Change} from '../application/change.ts';
import type {DatasetsFile} from '../data-use/datasets-file.ts';
import type {ProjectGrants} from '../grant.ts';
import {deriveGrants} from './derive.ts';

/**
 * The grants to save beside a change, or null when nothing about them changes. Each grant's entry
 * names its dataset and its last day, so that the log alone says what was open until when.
 */
export function syncGrants(
  change: Change,
  before: ProjectGrants | null,
  datasets: DatasetsFile,
): ProjectGrants | null {
  const derived = deriveGrants(change.application, datasets);
  if (!derived) return null;
  // One project has one application at a time; one that has ended says nothing of the next one's.
  const isAnothers =
    before !== null && !before.application.startsWith(`${change.application.id} v`);
  if (isAnothers && derived.standing.state !== 'in_force') return null;
  // What has ended stays as it was until something is in force again, or the project is closed.
  const stays = change.application.state !== 'closed' && derived.standing.state === 'ended';
  if (stays && before?.standing.state === 'ended') return null;
  const {version: _, ...previous} = before ?? {version: 0};
  if (before && isSame(previous, JSON.parse(JSON.stringify(derived)))) return null;
  const version = (before?.version ?? 0) + 1;
  const {standing} = derived;
  if (before && standing.state === 'in_force') {
    change.note('GRANT_SUPERSEDED', 'system', {
      objects: [{type: 'grants-version', id: String(before.version)}],
    });
  }
  if (standing.state === 'in_force') {
    for (const {id, dataset, validTo} of derived.grants) {
      change.note('GRANT_ISSUED', 'system', {
        objects: [
          {type: 'grant', id},
          {type: 'dataset', id: dataset},
          {type: 'valid-to', id: validTo},
        ],
      });
    }
  } else {
    const event = standing.state === 'suspended' ? 'GRANT_WITHHELD' : 'GRANT_ENDED';
    change.note(event, 'system', {because: standing.because});
  }
  change.set({grantsVersion: version});
  return {...derived, version};
}
