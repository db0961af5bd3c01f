/** Opt-out lists on the command line: received first, then applied by default. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {dolen, ROOT, scratch} from '../support/dolen.ts';
import {spineHome} from './support/spine-home.ts';

const [N1, N2] = ['9434765919', '9434765870'];
const TABLE = `
  carys | ${N1} | Prys   | Carys | 1981-03-14 | 2 | 8 Lôn Hir  | SA1 1AA
  ifan  | ${N2} | Morgan | Ifan  | 1988-08-08 | 1 | 3 Heol Las | CF5 2YZ
`;
const MODEL = join(ROOT, 'pipelines/demo/linkage.yaml');

describe('opt-out lists', () => {
  it('stop linkage until they are received, are applied from then on, and are shown', async () => {
    const root = await scratch();
    const spine = await spineHome(root);
    await spine.split('register', TABLE, 'register');
    await spine.build('register');
    await spine.split('death', TABLE);
    const link = (out: string) => [
      ...['third-party', 'link', '--file1', spine.place('death', 'file1')],
      ...['--model', MODEL, '--out', join(root, out)],
    ];
    const list = join(root, 'opt-outs.dat');
    const receive = (name: string) => [
      ...['third-party', 'opt-outs', 'receive', '--list', name, '--file', list],
    ];

    await writeFile(list, `${N2},\n`);
    expect(await spine.codeOf(...link('before'))).toBe('OPT_OUTS_MISSING');
    expect(await spine.codeOf(...receive('of-nobody'))).toBe('USAGE');
    await writeFile(list, `${N2}\n`);
    expect(await spine.codeOf(...receive('made-up-dissent'))).toBe('OPT_OUTS_INVALID');
    await writeFile(list, `${N2},\n`);
    expect(await spine.run(...receive('made-up-dissent'))).toMatchObject({numbers: 1});
    const linked = await dolen([...link('after'), '--home', spine.home, '--quiet']);
    expect(linked.stderr).toBe('');
    expect(linked.stdout).toContain('linked death: 1 rows');
    expect(linked.stdout).toContain('opt-outs applied');
    expect(linked.stdout).toContain('CF: withheld');
    expect(linked.stdout).not.toMatch(/9434765|Morgan|1988/);

    // A third number that is nobody's here makes the list that follows less than half of it.
    await writeFile(list, `${N1},\n${N2},\n9000000009,\n`);
    await spine.run(...receive('made-up-dissent'));
    await writeFile(list, `${N2},\n`);
    const shorter = await dolen([...receive('made-up-dissent'), '--home', spine.home, '--quiet']);
    expect(shorter.stdout).toMatch(/with 1 numbers, was 3, .*\n {2}fewer than half of the list/);

    const {stdout} = await dolen(['third-party', 'opt-outs', 'show', '--home', spine.home]);
    expect(stdout).toMatch(/made-up-dissent: .*\n {2}received \d{4}-.*, good without limit/);
    expect(stdout).toMatch(/ndoo: .*\n {2}not received; ask NHS England/);
    expect(stdout).not.toContain(N2);
  });
});
