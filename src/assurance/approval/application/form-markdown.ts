/** A form as Markdown. Answers are text: nothing in them becomes markup. */

import {markdownCell, markdownText} from '../../../kernel/markdown.ts';
import {blankOf, completeness, type Form, type FormField, factsOf} from './forms.ts';
import {dayInWords, type Printed} from './printed-answer.ts';

export function formMarkdown(form: Form): string {
  return [
    `# ${markdownText(form.title)}`,
    tableLines(['', ''], factsOf(form)),
    completeness(form),
    ...form.sections.flatMap(({title, fields}) => [`## ${title}`, ...fields.flatMap(fieldParts)]),
    '',
  ].join('\n\n');
}

function fieldParts(field: FormField): string[] {
  const {number, text, answer, answered} = field;
  const heading = `### ${number}. ${markdownText(text)}`;
  if (!answer || !answered) return [heading, `*${blankOf(field)}*`];
  return [
    heading,
    ...printed(answer),
    `<small>${markdownText(field.id)}: ${markdownText(answered.how)} ${dayInWords(answered.on)}</small>`,
  ];
}

function printed(answer: Printed): string[] {
  if (answer.kind === 'paragraphs') return answer.paragraphs.map(markdownText);
  if (answer.kind === 'list')
    return [answer.items.map((item) => `- ${markdownText(item)}`).join('\n')];
  return [tableLines(answer.columns, answer.rows)];
}

const tableLines = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows.map((cells) => cells.map(markdownCell))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
