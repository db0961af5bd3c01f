/** Help that can be read: an option and what it does never run into each other. */

import {expect, it} from 'vitest';
import {EXEMPT_OPTION} from '../../../src/cli/commands/third-party/incoming.ts';
import {helpFor} from '../../../src/cli/help.ts';

it('keeps two spaces after an option, however long it is', () => {
  const options = {
    'exempt-for': EXEMPT_OPTION,
    ...Object.fromEntries(
      [18, 19, 20, 21, 22, 30].map((length) => [
        'o'.repeat(length),
        {type: 'boolean' as const, help: 'does something'},
      ]),
    ),
  };
  const command = {
    name: 'third-party link',
    summary: 'links',
    options,
    run: () => Promise.resolve({json: {}, text: []}),
  };
  const lines = helpFor(command, {})
    .split('\n')
    .filter((line) => line.startsWith('  --'));
  expect(lines).toHaveLength(7);
  expect(lines[0]).toContain('--exempt-for APPLICATION  leaves out');
  for (const line of lines) expect(line).toMatch(/^ {2}--\S+( [A-Z]+)? {2,}[a-z]/);
});
