/** The report as Markdown. */

import {markdownCell, markdownText} from '../../../kernel/markdown.ts';
import type {Block, Document, Section} from './document.ts';

export function reportMarkdown({title, about, summary, detail}: Document): string {
  const parts = [
    `# ${markdownText(title)}`,
    markdownText(about),
    ...summary.flatMap(sectionLines),
    '---',
    '# In detail',
    ...detail.flatMap(sectionLines),
  ];
  return `${parts.join('\n\n')}\n`;
}

const sectionLines = ({title, blocks}: Section): string[] => [
  `## ${markdownText(title)}`,
  ...blocks.map(blockText),
];

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return markdownText(block.text);
    case 'list':
      return block.items.map((item) => `- ${markdownText(item)}`).join('\n');
    case 'facts':
      return block.facts
        .map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`)
        .join('\n');
    case 'table':
      return block.table.rows.length === 0
        ? markdownText(block.table.none)
        : [block.table.head, block.table.head.map(() => '---'), ...block.table.rows]
            .map((cells, i) => rowText(cells, i === 1))
            .join('\n');
  }
}

const rowText = (cells: readonly string[], isRule: boolean): string =>
  `| ${cells.map((cell) => (isRule ? cell : markdownCell(cell))).join(' | ')} |`;
