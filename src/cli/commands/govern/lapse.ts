/** `dolen govern lapse`: what time demands of every application; for a timer, once a day. */

import {lapse} from '../../../assurance/approval/acts/lapse.ts';
import type {HistoryEvent} from '../../../assurance/approval/application/application.ts';
import {Change} from '../../../assurance/approval/application/change.ts';
import {exitStatus} from '../../../kernel/catalogue.ts';
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
      const {applications, damaged} = await desk.folder.readable();
      for (const application of applications) {
        const change = new Change(application, desk.acting);
        lapse(change);
        const before = application.history.length;
        await saveChange(desk, change, before);
        for (const event of change.application.history.slice(before)) {
          happened.push({application: application.id, event});
        }
      }
      return {
        json: {happened, damaged},
        text: [
          ...(happened.length === 0 ? ['nothing new has lapsed, and no new warning is due'] : []),
          ...happened.map(({application, event}) => `${application}${eventLine(event)}`),
          ...damaged.map(({because}) => `  not looked at: ${because}`),
        ],
        ...(damaged.length > 0 ? {exitStatus: exitStatus('GOVERNANCE_CHANGED')} : {}),
      };
    });
  },
};
