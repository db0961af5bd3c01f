/** The way back from a pseudonym to a person: by two bodies and the custodian, to the requester only. */

import {readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {verifyLog} from '../../src/assurance/audit/verify.ts';
import {newIdentity, openSealedText} from '../../src/engine/sealing.ts';
import {filesUnder, sharedScratch, writePolicy} from './support/homes.ts';
import {
  PEOPLE,
  PROJECT,
  type ProjectHome,
  projectHome,
  RESEARCHER,
} from './support/project-home.ts';

const WEEK = '1972-09-04';
const CUSTODIAN = 'custodian:first';

describe('re-identification', async () => {
  const root = await sharedScratch();
  const requester = await newIdentity();
  let home: ProjectHome;
  let pseudonym = '';
  let printed = '';
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);

  async function ask(pseudonyms: readonly string[], ...more: readonly string[]) {
    const file = join(root, 'in', 'pseudonyms.txt');
    await writeFile(file, `${pseudonyms.join('\n')}\n`);
    return [
      ...['reidentify', 'request', '--project', PROJECT, '--pseudonyms', file],
      ...['--reason', 'PATIENT_SAFETY', '--recipient', requester.recipient],
      ...['--valid-to', inThreeDays, ...more],
    ];
  }
  const requested = async (): Promise<string> =>
    String((await home.act(...(await ask([pseudonym])))).id);
  const endorse = (id: string, actor: string) => ['reidentify', 'endorse', id, '--actor', actor];
  const authorise = (id: string, actor: string) => [
    ...['reidentify', 'authorise', id, '--actor', actor],
  ];
  const execute = (id: string) => ['third-party', 'reidentify', id, '--actor', CUSTODIAN];

  beforeAll(async () => {
    home = await projectHome(root);
    await writePolicy(home.governance, {
      panel: ['panel:first', 'panel:second', RESEARCHER],
      controller: ['controller:first', 'both:one'],
      other: ['both:one', 'panel:second'],
    });
    await home.act('project', 'provision', PROJECT);
    pseudonym = (await home.pseudonyms()).visit?.[WEEK] ?? '';
    expect(pseudonym).toMatch(/^[0-9a-f-]{36}$/);
    // The pseudonym is of an old extract: store and project have other keys by now.
    await home.act('store', 'rekey');
    await home.act('store', 'rotate', PROJECT);
  });

  it('names the right person, to the requester and to nobody else', async () => {
    const absent = '00000000-0000-0000-0000-00000000dead';
    const {id} = await home.act(...(await ask([absent, pseudonym])));
    const of = String(id);
    await home.act(...endorse(of, 'panel:first'));
    await home.act(...authorise(of, 'controller:first'));
    const outcome = await home.act(...execute(of));
    printed += JSON.stringify(outcome);
    const sealed = await readFile(String(outcome.result), 'utf8');
    const text = await openSealedText(sealed, {identities: [requester.identity]});
    const [nhs_number, surname, forename, date_of_birth, sex, , postcode] = PEOPLE[WEEK];
    expect(JSON.parse(text ?? '')).toEqual({
      v: 1,
      request: of,
      project: PROJECT,
      people: [
        {
          place: 2,
          nhs_number,
          ...{surname: surname.toUpperCase(), forename: forename.toUpperCase()},
          ...{date_of_birth, sex, postcode: postcode.replace(' ', '')},
        },
      ],
    });
    for (const zone of ['third-party', 'store']) {
      const keys = JSON.parse(await readFile(join(home.home, zone, `${zone}.keys`), 'utf8')) as {
        identity: string;
      };
      expect(await openSealedText(sealed, {identities: [keys.identity]})).toBeNull();
    }
    // Killed after its entry and before the result had its name, it is named by running it again.
    await rename(String(outcome.result), join(home.home, 'third-party', `${of}.result.age`));
    await home.act(...execute(of), '--found', join(root, 'not', 'needed'));
    expect(await readFile(String(outcome.result), 'utf8')).toBe(sealed);
    expect(await home.refusal(...execute(of))).toBe('REIDENTIFICATION_NOT_OPEN');
    const closing = ['reidentify', 'close', of, '--actor', 'reviewer:first'];
    expect(await home.refusal(...closing.slice(0, 4), 'panel:first')).toBe('ROLE_NOT_HELD');
    expect((await home.act(...closing)).state).toBe('closed');
    expect(await home.refusal(...closing)).toBe('REIDENTIFICATION_NOT_OPEN');
  });

  it('leaves neither the pseudonym nor the person in anything printed, logged or written', async () => {
    const [number, surname] = PEOPLE[WEEK];
    const {requests} = await home.act<{requests: unknown[]}>('reidentify', 'list');
    printed += JSON.stringify(requests);
    expect(requests).toHaveLength(1);
    const texts = [printed];
    for (const folder of ['audit', 'logs', 'governance', 'store', 'recipients']) {
      for (const file of await filesUnder(join(home.home, folder))) {
        const bytes = await readFile(join(home.home, folder, file));
        texts.push(bytes.toString('latin1'));
      }
    }
    const all = texts.join('\n').toLowerCase();
    // A search that could not find would prove nothing.
    expect(all).toContain('patient_safety');
    for (const secret of [pseudonym, number, surname.toLowerCase()]) {
      expect(all.includes(secret)).toBe(false);
    }
  });

  it('is refused with one approver', async () => {
    const id = await requested();
    expect(await home.refusal(...execute(id))).toBe('REIDENTIFICATION_NOT_OPEN');
    await home.act(...endorse(id, 'panel:first'));
    expect(await home.refusal(...execute(id))).toBe('REIDENTIFICATION_NOT_OPEN');
    expect(await home.refusal(...authorise(id, 'panel:first'))).toBe('REIDENTIFICATION_NOT_FIT');
    // Nor may the other zone's half be asked for alone.
    const out = ['--out', join(root, 'never')];
    expect(await home.refusal('third-party', 'send-alfs', id, ...out, '--actor', CUSTODIAN)).toBe(
      'REIDENTIFICATION_NOT_OPEN',
    );
    const find = ['store', 'find-alfs', id, '--alfs', join(root, 'any'), ...out];
    expect(await home.refusal(...find, '--actor', CUSTODIAN)).toBe('REIDENTIFICATION_NOT_OPEN');
  });

  it('is refused with two approvers of one body, or with the requester among them', async () => {
    const id = await requested();
    expect(await home.refusal(...endorse(id, RESEARCHER))).toBe('REIDENTIFICATION_NOT_FIT');
    expect(await home.refusal(...endorse(id, 'nobody:one'))).toBe('REIDENTIFICATION_NOT_FIT');
    await home.act(...endorse(id, 'both:one'));
    expect(await home.refusal(...authorise(id, 'controller:first'))).toBe(
      'REIDENTIFICATION_NOT_FIT',
    );
    expect(await home.refusal(...authorise(id, 'panel:second'))).toBe('REIDENTIFICATION_NOT_FIT');
    expect(await home.refusal(...authorise(id, RESEARCHER))).toBe('REIDENTIFICATION_NOT_FIT');
    await home.act(...authorise(id, 'panel:first'));
    expect(await home.refusal('third-party', 'reidentify', id)).toBe('ROLE_NOT_HELD');
    expect(await home.refusal(...execute(id), '--role', 'researcher')).toBe(
      'REIDENTIFICATION_NOT_FIT',
    );
  });

  it('is over once it is refused, and writes every refusal into a log that verifies', async () => {
    const id = await requested();
    const refuse = ['reidentify', 'refuse', id, '--actor', 'controller:first'];
    expect((await home.act(...refuse)).state).toBe('refused');
    expect(await home.refusal(...endorse(id, 'panel:first'))).toBe('REIDENTIFICATION_NOT_OPEN');
    expect(await home.refusal(...endorse('RI-none', 'panel:first'))).toBe(
      'REIDENTIFICATION_UNKNOWN',
    );
    const late = await ask([pseudonym], '--valid-to', '2999-01-01');
    expect(await home.refusal(...late)).toBe('REIDENTIFICATION_INVALID');
    const {actions} = await verifyLog(join(home.home, 'audit'));
    expect(actions).toMatchObject({
      REIDENTIFICATION_EXECUTED: 1,
      REIDENTIFICATION_CLOSED: 1,
      REIDENTIFICATION_REFUSED: 1,
      ALFS_WRITTEN: 1,
      FOUND_ALFS_RECEIVED: 1,
    });
    expect(actions.JOB_FAILED).toBeGreaterThan(10);
  });

  it('takes no batch but the one that was approved', async () => {
    const [mine, other] = [await requested(), await requested()];
    await home.act(...endorse(mine, 'panel:first'));
    await home.act(...authorise(mine, 'controller:first'));
    // Nor what was sent and found for the request that was executed before.
    const transit = join(home.home, 'transit', 'reidentification');
    const [earlier = ''] = await readdir(transit);
    const alfs = ['--alfs', join(transit, earlier, 'alfs'), '--out', join(root, 'never')];
    const find = ['store', 'find-alfs', mine, ...alfs, '--actor', CUSTODIAN];
    expect(await home.refusal(...find)).toBe('REIDENTIFICATION_INVALID');
    const found = ['--found', join(transit, earlier, 'found-alfs')];
    expect(await home.refusal(...execute(mine), ...found)).toBe('REIDENTIFICATION_INVALID');
    const batch = (id: string) =>
      join(home.home, 'governance', 'reidentification', `${id}.batch.age`);
    await writeFile(batch(mine), await readFile(batch(other)));
    expect(await home.refusal(...execute(mine))).toBe('REIDENTIFICATION_INVALID');
  });
});
