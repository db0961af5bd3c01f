/** A manifest as a sender drafts it, for two rows about nobody. */

import type {ManifestDraft} from '../../../src/engine/sealed-folder.ts';
import {sha256} from '../../../src/kernel/digests.ts';

export const draftFor = (receiver: string): Omit<ManifestDraft, 'border'> => ({
  dataset: 'visits',
  contract: sha256('contract'),
  split: 'split-1',
  rows: 2,
  rowsRemoved: 0,
  columns: [
    {name: 'system_id', type: 'UUID'},
    {name: 'surname', type: 'VARCHAR', title: 'Surname'},
  ],
  provider: 'board',
  people: 'made-up',
  created: '2026-01-05T09:00:00.000Z',
  receiver,
  about: {model: 'person', versions: ['1', '2']},
});
