/** Proves the import table: it holds in the code, and planted breaches are caught. */

import {cp, mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {cruise, type ICruiseResult} from 'dependency-cruiser';
import {beforeAll, describe, expect, it} from 'vitest';
import {ROOT} from '../support/dolen.ts';
import {importRules} from './import-rules.ts';

async function cruiseAt(baseDir: string): Promise<ICruiseResult> {
  const {output} = await cruise(['src', 'fixtures'], {
    baseDir,
    ruleSet: {forbidden: [...importRules] as never},
    validate: true,
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
  });
  return output as ICruiseResult;
}

/** Each plants one import where it may not be; the rule that must catch it stands beside it. */
const BREACHES = [
  ['src/kernel/planted.ts', '../engine/files.ts', 'kernel'],
  ['src/engine/planted.ts', '../methods/disclosure/cells.ts', 'engine'],
  ['src/engine/planted2.ts', '../assurance/audit/log.ts', 'engine'],
  ['src/methods/linkage/planted.ts', '../disclosure/cells.ts', 'methods'],
  ['src/methods/disclosure/planted.ts', '../../zones/output/states.ts', 'methods'],
  ['src/assurance/audit/planted.ts', '../../methods/disclosure/cells.ts', 'assurance'],
  ['src/borders/planted.ts', './file1.ts', 'borders'],
  ['src/borders/planted2.ts', '../assurance/audit/log.ts', 'borders'],
  ['src/zones/provider/planted.ts', '../output/states.ts', 'zone-provider'],
  ['src/zones/provider/planted2.ts', '../../borders/file3.ts', 'zone-provider'],
  ['src/zones/trusted-third-party/planted.ts', '../../borders/file2.ts', 'zone-third-party'],
  ['src/zones/research-store/planted.ts', '../../borders/file1.ts', 'zone-store'],
  ['src/zones/project/planted.ts', '../research-store/load.ts', 'zone-project'],
  ['src/zones/output/planted.ts', '../../borders/extract.ts', 'zone-output'],
  ['src/cli/planted.ts', '../borders/release.ts', 'cli-not-borders'],
  ['src/zones/project/planted3.ts', '../../cli/effects.ts', 'nothing-imports-cli'],
  ['src/methods/linkage/planted2.ts', '@duckdb/node-api', 'only-engine-knows-duckdb'],
  ['fixtures/people/planted.ts', '../../src/assurance/audit/log.ts', 'fixtures'],
] as const;

describe('the import table', () => {
  it('holds in the code, and modules were cruised', async () => {
    const {summary} = await cruiseAt(ROOT);
    expect(summary.totalCruised).toBeGreaterThan(100);
    expect(summary.violations).toEqual([]);
  });

  describe('planted breaches', () => {
    let found: ICruiseResult;
    beforeAll(async () => {
      const copy = await scratchCopy();
      for (const [file, target] of BREACHES) {
        await mkdir(dirname(join(copy, file)), {recursive: true});
        await writeFile(join(copy, file), `import * as planted from '${target}';\nvoid planted;\n`);
      }
      // A path of two steps: the store reaches File 1 through a file that it may import.
      await writeFile(join(copy, 'src/engine/detour.ts'), "import '../borders/file1.ts';\n");
      await writeFile(
        join(copy, 'src/zones/research-store/detour.ts'),
        "import '../../engine/detour.ts';\n",
      );
      found = await cruiseAt(copy);
    });

    it.each(BREACHES)('%s importing %s is caught', (file, _target, rule) => {
      const caught = found.summary.violations.filter(({from}) => from === file);
      expect(caught.map((violation) => violation.rule.name)).toContain(rule);
    });

    it('the store reaching File 1 by a detour is caught', () => {
      const caught = found.summary.violations.filter(
        ({from}) => from === 'src/zones/research-store/detour.ts',
      );
      expect(caught.map(({rule}) => rule.name)).toContain('store-never-reaches-file1');
    });
  });
});

async function scratchCopy(): Promise<string> {
  const {mkdtemp, symlink} = await import('node:fs/promises');
  const {tmpdir} = await import('node:os');
  const copy = await mkdtemp(join(tmpdir(), 'dolen-imports-'));
  for (const folder of ['src', 'fixtures']) {
    await cp(join(ROOT, folder), join(copy, folder), {recursive: true});
  }
  await cp(join(ROOT, 'package.json'), join(copy, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
