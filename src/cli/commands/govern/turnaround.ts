/** `dolen govern turnaround`: days in each state and body, and who is waited for, from the log alone. */

import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {
  eventsOfApplication,
  eventsOfEntries,
  type StateEvent,
} from '../../../assurance/approval/turnaround/state-events.ts';
import {type Turnaround, turnaroundOf} from '../../../assurance/approval/turnaround/turnaround.ts';
import {
  turnaroundCsv,
  turnaroundJson,
} from '../../../assurance/approval/turnaround/turnaround-files.ts';
import {publishedEntries} from '../../../assurance/audit/entries.ts';
import type {Entry} from '../../../assurance/audit/entry.ts';
import {counted} from '../../../kernel/counted.ts';
import {dayOf} from '../../../kernel/dates.ts';
import {Defect} from '../../../kernel/errors.ts';
import type {Command} from '../../command.ts';
import {atDesk} from './desk.ts';
import {said} from './words.ts';

export const turnaround: Command = {
  name: 'govern turnaround',
  summary: 'days in each state and body, working days to each decision, and who is waited for',
  options: {
    out: {type: 'string', value: 'DIR', help: 'also writes turnaround.json and turnaround.csv'},
  },
  run: (input) =>
    atDesk(input, 'reader', async ({folder, log, acting}) => {
      const {size} = await log.publish();
      const entries: Entry[] = [];
      for await (const entry of publishedEntries(join(input.home, 'audit'), size)) {
        if (entry.objects.some(({type}) => type === 'application')) entries.push(entry);
      }
      const events = eventsOfEntries(entries);
      requireSame(events, (await folder.applications()).flatMap(eventsOfApplication));
      const found = turnaroundOf(events, dayOf(acting.at));
      const out = input.text('out');
      if (out !== undefined) {
        await mkdir(resolve(out), {recursive: true});
        await writeFile(join(resolve(out), 'turnaround.json'), turnaroundJson(found));
        await writeFile(join(resolve(out), 'turnaround.csv'), turnaroundCsv(found));
      }
      return {json: found, text: turnaroundInWords(found)};
    }),
};

/** What the log says and what the applications say is told twice, and must be the same. */
function requireSame(fromLog: readonly StateEvent[], fromFiles: readonly StateEvent[]): void {
  const text = (events: readonly StateEvent[]) =>
    events
      .map((one) => JSON.stringify(one))
      .sort()
      .join();
  if (text(fromLog) !== text(fromFiles)) {
    throw new Defect('UNEXPECTED', [{where: 'turnaround', what: 'log and applications differ'}]);
  }
}

const days = (count: number): string => counted(count, 'day');

/** A table for people: each application, then each of its bodies, then who is waited for. */
export function turnaroundInWords({states, decisions, waiting}: Turnaround): string[] {
  const lines: string[] = [];
  for (const [application, rows] of Map.groupBy(states, (row) => row.application)) {
    const of = (body: string | null) =>
      rows
        .filter((row) => row.body === body && row.days > 0)
        .map(({state, days: spent}) => `${said(state)} ${days(spent)}`)
        .join(', ');
    lines.push(`${application}: ${of(null) || 'decided within a day'}`);
    for (const {application: of, body, decision, workingDays, clarify} of decisions) {
      if (of !== application || body === null) continue;
      const asked = clarify.days > 0 ? `, of which ${days(clarify.days)} for clarification` : '';
      lines.push(
        `  ${body.padEnd(36)}${said(decision)} after ${counted(workingDays, 'working day')}${asked}`,
      );
    }
  }
  for (const {application, waitsFor, state, days: spent} of waiting) {
    lines.push(
      `  waiting: ${application} is ${said(state)}, for ${said(waitsFor)}, since ${days(spent)}`,
    );
  }
  return lines.length > 0 ? lines : ['no applications yet'];
}
