/** The audit entry of each event of an application; free text goes in as a commitment. */

import type {Digest} from '../../../kernel/digests.ts';
import type {EntryDraft} from '../../audit/entry.ts';
import type {EventCode} from '../../audit/event-codes.ts';
import type {Application, HistoryEvent} from '../application/application.ts';

/** Events that say yes or no to somebody. */
const DECISIONS: Partial<Record<EventCode, 'allow' | 'refuse'>> = {
  APPLICATION_APPROVED: 'allow',
  APPLICATION_APPROVED_WITH_CONDITIONS: 'allow',
  APPLICATION_REJECTED: 'refuse',
  APPLICATION_SUSPENDED: 'refuse',
  BODY_APPROVED: 'allow',
  BODY_APPROVED_WITH_CONDITIONS: 'allow',
  BODY_REJECTED: 'refuse',
  BODY_SUSPENDED: 'refuse',
  AMENDMENT_ACCEPTED: 'allow',
  AMENDMENT_REJECTED: 'refuse',
  GRANT_ISSUED: 'allow',
  GRANT_WITHHELD: 'refuse',
  GRANT_ENDED: 'refuse',
};

export interface Announced {
  /** SHA-256 of the application's file after the command. */
  readonly application: Digest;
  /** And of the grants', where the command made new ones: in every entry, as any may be the last. */
  readonly grants: Digest | null;
}

export const purposeOf = ({id, version}: Pick<Application, 'id' | 'version'>): string =>
  `${id} v${version}`;

/** @param commits the commitment to the event's reason, if it has one */
export function entryOf(
  application: Application,
  event: HistoryEvent,
  {application: digest, grants}: Announced,
  commits: EntryDraft['commits'],
): EntryDraft {
  const action = event.event as EventCode;
  const decision = DECISIONS[action];
  const isAboutGrants = action.startsWith('GRANT_');
  const objects = [
    {type: 'application', id: application.id},
    {type: 'event', id: String(event.n)},
    {type: 'by', id: event.by},
    {type: 'role', id: event.role},
    ...(['from', 'to', 'body', 'amendment'] as const).flatMap((type) =>
      event[type] === undefined ? [] : [{type, id: String(event[type])}],
    ),
    ...(isAboutGrants ? [{type: 'grants', id: application.project}] : []),
    ...(event.objects ?? []),
  ];
  return {
    action,
    project: application.project,
    purpose: purposeOf(application),
    objects,
    outputHashes: grants === null ? [digest] : [digest, grants],
    ...(decision === undefined ? {} : {decision}),
    ...(commits === undefined ? {} : {commits}),
  };
}
