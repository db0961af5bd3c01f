/** Every dataset that can be asked for has a controller who is asked. */

import {cp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readPolicy} from '../../../../../src/assurance/approval/policy/policy.ts';
import {scratch} from '../../../../support/dolen.ts';
import {failureOf} from '../../support/logs.ts';
import {GOVERNANCE} from '../support/example-applications.ts';

/** The policy of this repository, with one file changed. */
async function policyWith(file: readonly string[], from: string, to: string): Promise<string> {
  const folder = await scratch();
  await cp(GOVERNANCE, folder, {recursive: true});
  const path = join(folder, ...file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replaceAll(from, to));
  return folder;
}

describe('a policy is refused', () => {
  it('whose dataset is controlled by a body that is not asked for it: it would be granted unseen', async () => {
    const file = ['bodies', 'registrar', 'body.yaml'];
    const folder = await policyWith(file, 'datasets: [death]', 'datasets: [burials]');
    const {code, message} = await failureOf(readPolicy(folder));
    expect(code).toBe('POLICY_INVALID');
    expect(message).toContain(
      'datasets.yaml: death: registrar controls it, and is not required where it is asked for',
    );
  });

  it('whose dataset is controlled by nobody', async () => {
    const from = 'controller: registrar';
    const folder = await policyWith(['datasets.yaml'], from, 'controller: somebody');
    const {message} = await failureOf(readPolicy(folder));
    expect(message).toContain('datasets.yaml: death: no body controls it');
  });
});
