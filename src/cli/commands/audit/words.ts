/** How the audit commands say entries, moments and witnesses in plain words. */

import type {Entry} from '../../../assurance/audit/entry.ts';
import type {OutsideView} from '../../../assurance/audit/outside/outside.ts';
import type {WitnessSight} from '../../../assurance/audit/outside/quorum.ts';
import {instant} from '../../../kernel/dates.ts';

/** Seconds since 1970 as a moment, without the milliseconds that nobody measured. */
export const moment = (seconds: number): string => instant(seconds * 1000).replace('.000Z', 'Z');

/** One act a line. */
export function lineOf(entry: Entry): string {
  const {seq, ts, actor, role, zone, project, action} = entry;
  const where = [zone, project].filter((part) => part !== null).join(' ');
  return `${String(seq).padStart(6)}  ${ts}  ${actor} (${role})  ${where}  ${action}  ${objectsOf(entry)}  ${saidOf(entry)}`.trimEnd();
}

const objectsOf = ({objects}: Entry): string =>
  objects.map(({type, id}) => `${type} ${id}`).join(', ');

const saidOf = ({decision, reasonCodes}: Entry): string =>
  [decision, ...reasonCodes].filter((part) => part !== null).join(' ');

/** One act in a paragraph: who, what, when, and which application. */
export function paragraphOf(entry: Entry): string[] {
  const {actor, role, assurance, ts, zone, project, purpose, action} = entry;
  const line = (title: string, said: string | null) =>
    said ? [`  ${title.padEnd(12)}${said}`] : [];
  const words = action.toLowerCase().replaceAll('_', ' ');
  return [
    ...line('what', `${words} (${action})`),
    ...line('of', objectsOf(entry)),
    ...line('decision', saidOf(entry)),
    ...line('who', `${actor}, as ${role} (identity: ${assurance})`),
    ...line('when', ts),
    ...line('where', zone),
    ...line('project', project),
    ...line('application', purpose),
  ];
}

/** Who cosigned one checkpoint, a line each. */
export const sightLines = (witnesses: readonly WitnessSight[]): string[] =>
  witnesses.map(
    ({name, at}) => `  witness     ${name}: ${at === null ? 'has not cosigned' : moment(at)}`,
  );

/** Which witness stands behind how much of a log, and whether that is enough. */
export function outsideLines({witnesses, quorum}: OutsideView, size: number): string[] {
  const seen = witnesses.map(({name, size: entries, at}) =>
    at === null
      ? `  witness ${name}: has cosigned nothing yet`
      : `  witness ${name}: ${entries} entries, at ${moment(at)}`,
  );
  if (quorum.name === null) {
    return [...seen, '  quorum  none asked for: only this log itself vouches for its history'];
  }
  const later = size - quorum.size;
  const rest = later > 0 ? `; ${later} later ones wait for the next cosigning` : '';
  return [...seen, `  quorum  ${quorum.name}: met for the first ${quorum.size} entries${rest}`];
}
