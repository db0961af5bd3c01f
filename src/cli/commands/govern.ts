/** Commands of governance: one application, from its first draft to its closure. */

import type {Command} from '../command.ts';
import {applicantCommands} from './govern/apply.ts';
import {forms, questions, savings} from './govern/forms.ts';
import {lapsed} from './govern/lapse.ts';
import {officerCommands} from './govern/officer.ts';
import {register} from './govern/register.ts';
import {bodyCommands} from './govern/review.ts';
import {show} from './govern/show.ts';
import {turnaround} from './govern/turnaround.ts';

export const governCommands: readonly Command[] = [
  ...applicantCommands,
  ...officerCommands,
  ...bodyCommands,
  lapsed,
  show,
  forms,
  savings,
  questions,
  turnaround,
  register,
];
