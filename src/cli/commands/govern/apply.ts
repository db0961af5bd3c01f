/** Commands of the applicant: apply, submit, amend, renew, withdraw. */

import {resolve} from 'node:path';
import {startAmendment, withdrawAmendment} from '../../../assurance/approval/acts/amend.ts';
import {editAnswers, startApplication, submit} from '../../../assurance/approval/acts/apply.ts';
import {confirmAnswers} from '../../../assurance/approval/acts/confirm.ts';
import {withdraw} from '../../../assurance/approval/acts/officer.ts';
import {renew} from '../../../assurance/approval/acts/renew.ts';
import {Change} from '../../../assurance/approval/application/change.ts';
import type {Command} from '../../command.ts';
import {applicantFile, atDesk, becauseOption, changing, questionsOf, saveChange} from './desk.ts';
import {draftWords} from './draft-words.ts';
import {told} from './words.ts';

const apply: Command = {
  name: 'govern apply',
  summary: 'starts an application from a file of answers, or edits a draft; says what is missing',
  positionals: ['FILE'],
  options: {
    application: {type: 'string', value: 'ID', help: 'edit this one instead of starting another'},
    reuse: {type: 'string', value: 'ID', help: 'carry over the answers of an earlier one'},
  },
  async run(input) {
    return atDesk(input, 'applicant', async (desk) => {
      const file = await applicantFile(resolve(input.positionals[0] ?? ''), desk);
      const id = input.text('application');
      const reuse = input.text('reuse');
      const before = id === undefined ? null : await desk.folder.application(id);
      const change = before
        ? new Change(before, desk.acting)
        : startApplication(
            file,
            {
              id: await desk.folder.nextId(),
              reused: reuse === undefined ? null : await desk.folder.application(reuse),
              policyHash: desk.policyHash,
            },
            desk.policy,
            desk.acting,
          );
      if (before) editAnswers(change, file, desk.policy);
      await saveChange(desk, change, before?.history.length ?? 0);
      const outcome = told(change.application, before?.history.length ?? 0, desk.policy);
      const draft = draftWords(change.application, desk.policy, change.today);
      return {json: {...outcome.json, ...draft.json}, text: [...outcome.text, ...draft.text]};
    });
  },
};

const submitted: Command = {
  name: 'govern submit',
  summary: 'sends every body its own form of the one application, first or after a clarification',
  positionals: ['APPLICATION'],
  run: (input) => changing(input, 'applicant', (change, {policy}) => submit(change, policy)),
};

const confirmed: Command = {
  name: 'govern confirm',
  summary: 'says that answers still stand: carried over, old, or asked to be made clear',
  positionals: ['APPLICATION'],
  options: {
    answers: {type: 'string', value: 'IDS', help: 'questions, by id and comma', required: true},
  },
  run: (input) =>
    changing(input, 'applicant', (change) =>
      confirmAnswers(change, questionsOf(input.text('answers'))),
    ),
};

const amend: Command = {
  name: 'govern amend',
  summary: 'changes an approved application: only the bodies that it concerns see the difference',
  positionals: ['APPLICATION', 'FILE'],
  run: (input) =>
    changing(input, 'applicant', async (change, desk) => {
      const file = await applicantFile(resolve(input.positionals[1] ?? ''), desk);
      startAmendment(change, file, desk.policy);
    }),
};

const withdrawn: Command = {
  name: 'govern withdraw',
  summary: 'takes back an application, or one amendment of it',
  positionals: ['APPLICATION'],
  options: {
    ...becauseOption,
    amendment: {type: 'string', value: 'N', help: 'only this amendment'},
  },
  run: (input) =>
    changing(input, 'applicant', (change) => {
      const amendment = input.text('amendment');
      if (amendment === undefined) withdraw(change, input.text('because'));
      else withdrawAmendment(change, Number(amendment), input.text('because'));
    }),
};

const renewed: Command = {
  name: 'govern renew',
  summary: 'asks for new dates after expiry: bodies that the changes do not touch stand',
  positionals: ['APPLICATION', 'FILE'],
  run: (input) =>
    changing(input, 'applicant', async (change, desk) => {
      const file = await applicantFile(resolve(input.positionals[1] ?? ''), desk);
      renew(change, file, desk.policy);
    }),
};

export const applicantCommands: readonly Command[] = [
  apply,
  confirmed,
  submitted,
  amend,
  renewed,
  withdrawn,
];
