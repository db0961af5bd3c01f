/** A folder of policy is read whole or not at all, and every fault of every file is told at once. */

import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {readPolicyFolder} from '../../../../../src/assurance/approval/policy/policy-folder.ts';
import {DataFault} from '../../../../../src/kernel/errors.ts';

const BANK = `questions:
  - {id: datasets, section: safe-data, text: t, type: datasets, required: true}
  - {id: research, section: safe-projects, text: t, type: yes-no, required: true}
  - {id: student, section: safe-people, text: t, type: yes-no}
  - {id: supervisor, section: safe-people, text: t, type: text, when: {question: student, is: [true]}}
`;
const LANES = 'lanes: [{id: panel, title: t, rolling: false, rules: []}]\n';

const body = (id: string, fields: string) => `body: ${id}
version: 1
title: t
kind: data-provider
decides: d
members: [{actor: 'a:b'}]
quorum: {members: 1}
clockDays: 1
validMonths: 1
${fields}
`;

const provider = (id: string, dataset: string) =>
  body(
    id,
    `requiredWhen: [{datasets: [${dataset}], because: b}]\nquestions: [datasets, student, supervisor]`,
  );

async function faultsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dolen-policy-'));
  onTestFinished(() => rm(folder, {recursive: true, force: true}));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), {recursive: true});
    await writeFile(join(folder, name), text);
  }
  return readPolicyFolder(folder).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof DataFault)) throw error;
      expect(error.code).toBe('POLICY_INVALID');
      return error.faults.map(({where, what}) => `${where}: ${what}`);
    },
  );
}

const SOUND = {
  'questions.yaml': BANK,
  'lanes.yaml': LANES,
  'bodies/gp/body.yaml': provider('gp', 'visit'),
};

describe('a folder of policy', () => {
  it('is read when nothing is wrong', async () => {
    expect(await faultsOf(SOUND)).toEqual([]);
  });

  it('is refused when a file is missing, and names the file only', async () => {
    expect(await faultsOf({})).toEqual([
      'questions.yaml: missing',
      'lanes.yaml: missing',
      'bodies: no body decides anything',
    ]);
  });

  it('gives the faults of all files at once', async () => {
    const faults = await faultsOf({
      ...SOUND,
      'lanes.yaml': 'lanes: []',
      'bodies/gp/body.yaml': 'body: gp',
      'questions.yaml': BANK.replace('safe-data', 'safe-cellar'),
    });
    for (const file of ['questions.yaml', 'lanes.yaml', 'bodies/gp/body.yaml'])
      expect(
        faults.filter((fault) => fault.startsWith(file)),
        file,
      ).not.toEqual([]);
  });

  it('is refused when a folder holds a body of another name', async () => {
    expect(await faultsOf({...SOUND, 'bodies/other/body.yaml': provider('third', 'scan')})).toEqual(
      ['bodies/other: holds a body of another name, third'],
    );
  });

  it('is refused when two bodies provide one dataset', async () => {
    expect(
      await faultsOf({...SOUND, 'bodies/third/body.yaml': provider('third', 'visit')}),
    ).toEqual(['bodies/third: provides visit, which gp provides']);
  });

  it('is refused when a body asks what the bank does not have, or half of two questions', async () => {
    const asks = body(
      'gp',
      'requiredWhen: [{datasets: [visit], because: b}]\nquestions: [datasets, shoe-size, supervisor]',
    );
    expect(await faultsOf({...SOUND, 'bodies/gp/body.yaml': asks})).toEqual([
      'bodies/gp: asks shoe-size, which is not in the bank',
      'bodies/gp: asks supervisor, but not student, which it depends on',
      'questions.yaml: student is asked by no body',
    ]);
  });

  it('is refused when a body hangs on an answer that not everybody gives, or that cannot be', async () => {
    const requires = (rule: string) =>
      body('gp', `requiredWhen: [${rule}]\nquestions: [student, supervisor]`).replace(
        'data-provider',
        'regulator',
      );
    const rules = [
      '{question: student, is: [true], because: b}',
      "{question: research, is: ['yes'], because: b}",
    ];
    const faults = await Promise.all(
      rules.map((rule) => faultsOf({...SOUND, 'bodies/gp/body.yaml': requires(rule)})),
    );
    expect(faults).toEqual([
      ['bodies/gp: is required by student, which is not asked of everybody'],
      ['bodies/gp: is required by an answer that research cannot have'],
    ]);
  });

  it('is refused when a question hangs on an answer that cannot be, or no body asks it', async () => {
    const bank = `${BANK.replace('is: [true]', 'is: [maybe]')}  - {id: shoe-size, section: safe-data, text: t, type: number}\n`;
    expect(await faultsOf({...SOUND, 'questions.yaml': bank})).toEqual([
      'questions.yaml: supervisor hangs on an answer that cannot be',
      'questions.yaml: shoe-size is asked by no body',
    ]);
  });
});
