/** What is printed of one application: each body's own form, and what answering once has saved. */

import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {formHtml} from '../../../assurance/approval/application/form-html.ts';
import {formMarkdown} from '../../../assurance/approval/application/form-markdown.ts';
import {formFor} from '../../../assurance/approval/application/forms.ts';
import {requiredBodies} from '../../../assurance/approval/application/required.ts';
import {savingsOf} from '../../../assurance/approval/application/savings.ts';
import {savingsInWords} from '../../../assurance/approval/application/savings-words.ts';
import type {Question} from '../../../assurance/approval/policy/questions.ts';
import {counted} from '../../../kernel/counted.ts';
import {dayOf} from '../../../kernel/dates.ts';
import type {Command} from '../../command.ts';
import {atDesk} from './desk.ts';

export const forms: Command = {
  name: 'govern forms',
  summary: 'prints every body’s form from the one application, as Markdown and for paper',
  positionals: ['APPLICATION'],
  options: {
    out: {
      type: 'string',
      value: 'DIR',
      help: 'a folder; one file of each kind a body',
      required: true,
    },
  },
  run: (input) =>
    atDesk(input, 'applicant', async ({folder, policy}) => {
      const application = await folder.application(input.positionals[0] ?? '');
      const out = resolve(input.need('out'));
      await mkdir(out, {recursive: true});
      const bodies = requiredBodies(application.answers, policy);
      for (const {body, because} of bodies) {
        const form = formFor(application, body, policy.bank, because);
        await writeFile(join(out, `${body.body}.md`), formMarkdown(form));
        await writeFile(join(out, `${body.body}.html`), formHtml(form));
      }
      const names = bodies.map(({body}) => body.body);
      return {
        json: {application: application.id, forms: names},
        text: [
          `${counted(names.length, 'form')}, from one set of answers:`,
          ...names.map((name) => `  ${name}`),
        ],
      };
    }),
};

export const savings: Command = {
  name: 'govern savings',
  summary: 'counts the forms, questions and repeat answers that one application saved',
  positionals: ['APPLICATION'],
  run: (input) =>
    atDesk(input, 'applicant', async ({folder, policy, acting}) => {
      const application = await folder.application(input.positionals[0] ?? '');
      const saved = savingsOf(application, policy, dayOf(acting.at));
      return {json: saved, text: savingsInWords(saved)};
    }),
};

export const questions: Command = {
  name: 'govern questions',
  summary: 'prints the question bank: every question once, with its id and what it takes',
  async run({shared}) {
    const {readPolicyFolder} = await import('../../../assurance/approval/policy/policy-folder.ts');
    const {bank, bodies} = await readPolicyFolder(shared.governance);
    const askedBy = (id: string): number =>
      [...bodies.values()].filter((body) => body.questions.includes(id)).length;
    const all = [...bank.values()];
    return {
      json: {questions: all},
      text: all.map(
        ({id, type, text, required, options}) =>
          `${id.padEnd(30)}${takes({type, options})}\n    ${required ? 'everybody' : counted(askedBy(id), 'body', 'bodies')}: ${text}`,
      ),
    };
  },
};

/** What an answer looks like, in the words of the file that the applicant writes. */
function takes({type, options = []}: Pick<Question, 'type' | 'options'>): string {
  return options.length > 0 ? `${SHAPES[type]}: ${options.join(', ')}` : SHAPES[type];
}

const SHAPES = {
  text: 'one line',
  'long-text': 'text',
  'yes-no': 'true or false',
  choice: 'one of',
  choices: 'a list of',
  number: 'a whole number',
  date: "'2026-04-01'",
  list: 'a list of lines',
  people:
    '{actor, organisation, accreditation: {status, validTo}, training: [{course, validTo}], accessesData}',
  purposes: '[{term: HMB, disease?}]',
  datasets: '[{dataset, columns, rowFilter?, dates?: {column, from, to}}]',
  'legal-basis': '{article6, article9, confidentiality}',
  reference: '{ref, validFrom?, validTo?}',
} as const satisfies Record<Question['type'], string>;
