/** Prints the pages of `governance/` that come from code: run by `npm run print`, compared by a test. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {CATALOGUE, type ErrorCode, exitStatus} from '../kernel/catalogue.ts';
import {BORDERS, ZONES} from '../kernel/zones.ts';
import {TRANSITIONS} from '../zones/output/states.ts';
import {PROJECT_ROOT} from './identity.ts';
import {applicationsPage} from './pages/applications.ts';
import {dataUseTermsPage} from './pages/data-use-terms.ts';
import {rolesPage} from './pages/roles.ts';

const KINDS = {
  usage: 'Usage: the command was not understood',
  refusal: 'Refusals: governance said no',
  'data-fault': 'Data faults: the data broke their contract',
  defect: 'Defects: we are wrong, or the machine is',
} as const;

const anchor = (code: string): string => code.toLowerCase().replaceAll('_', '-');

export function errorsPage(): string {
  const codes = Object.keys(CATALOGUE) as ErrorCode[];
  const parts = Object.entries(KINDS).map(([kind, title]) => {
    const lines = codes
      .filter((code) => CATALOGUE[code].kind === kind)
      .map((code) => {
        const {sentence, hint} = CATALOGUE[code];
        return `<a id="${anchor(code)}"></a>**${code}** (exit ${exitStatus(code)}): ${sentence}.\nNext: ${hint}.\n`;
      });
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  return `# Errors\n\nPrinted from \`src/kernel/catalogue.ts\` by \`npm run print\`. No message ever holds a value from a row.\n\n${parts.join('\n')}`;
}

export function zonesPage(): string {
  const borders = Object.entries(BORDERS).map(
    ([border, {sender, receiver}]) => `  ${node(sender)} -->|${border}| ${node(receiver)}`,
  );
  const zones = Object.entries(ZONES).map(
    ([zone, {directory, code}]) => `| ${zone} | \`${directory}/\` | \`src/zones/${code}\` |`,
  );
  return [
    '# Zones and borders',
    '',
    'Printed from `src/kernel/zones.ts` by `npm run print`. A border has one sender and one receiver.',
    '',
    '```mermaid',
    'flowchart LR',
    ...borders,
    '```',
    '',
    '| zone | directory in the home | code |',
    '|---|---|---|',
    ...zones,
    '',
  ].join('\n');
}

const node = (zone: string): string => `${zone.replace('-', '_')}[${zone}]`;

export function releasePage(): string {
  const moves = Object.entries(TRANSITIONS).flatMap(([from, to]) =>
    (to as readonly string[]).map((next) => `  ${from} --> ${next}`),
  );
  return [
    '# The life of a release request',
    '',
    'Printed from `src/zones/output/states.ts` by `npm run print`. No command leads to `returned`,',
    '`withdrawn` or `failed` yet.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> pending',
    ...moves,
    '```',
    '',
  ].join('\n');
}

export const PAGES = {
  'errors.md': errorsPage,
  'zones.md': zonesPage,
  'release-requests.md': releasePage,
  'applications.md': applicationsPage,
  'roles.md': rolesPage,
  'data-use-terms.md': dataUseTermsPage,
} as const;

if (import.meta.main) {
  for (const [name, page] of Object.entries(PAGES)) {
    await writeFile(join(PROJECT_ROOT, 'governance', name), page());
  }
}
