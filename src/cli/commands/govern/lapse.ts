/** `dolen govern lapse`: what time demands of every application; for a timer, once a day. */

import {lapse} from '../../../assurance/approval/acts/lapse.ts';
import type {HistoryEvent} from '../../../assurance/approval/application/application.ts';
import {Change} from '../../../assurance/approval/application/change.ts';
import type {Command} from '../../command.ts';
import {atDesk, saveChange} from './desk.ts';
import {eventLine} from './words.ts';

export const lapsed: Command = {
  name: 'govern lapse',
  summary:
    'warns 30, 7 and 1 days ahead, suspends what rests on something lapsed, expires what ended',
  async run(input) {
    return atDesk(input, 'system', async (desk) => {
      const happened: {application: string; event: HistoryEvent}[] = [];
      for (const application of await desk.folder.applications()) {
        const change = new Change(application, desk.acting);
        lapse(change);
        const before = application.history.length;
        await saveChange(desk, change, before);
        for (const event of change.application.history.slice(before)) {
          happened.push({application: application.id, event});
        }
      }
      return {
        json: {happened},
        text:
          happened.length === 0
            ? ['nothing has lapsed, and nothing is about to']
            : happened.map(({application, event}) => `${application}${eventLine(event)}`),
      };
    });
  },
};
