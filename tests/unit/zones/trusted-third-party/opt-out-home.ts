/** A home of made-up people with a clock that a test sets: the journey of a row, in this process. */

import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parseGrants} from '../../../../src/assurance/approval/grant.ts';
import type {
  ApplyingLists,
  OptOutList,
} from '../../../../src/assurance/approval/opt-outs/opt-outs-file.ts';
import {type Job, runJob} from '../../../../src/assurance/job/job.ts';
import {makeKeyring} from '../../../../src/assurance/keys/keyring.ts';
import {publishRecipient} from '../../../../src/assurance/keys/recipients.ts';
import {parseContract} from '../../../../src/kernel/contract/parse.ts';
import {sha256} from '../../../../src/kernel/digests.ts';
import {checkDigit} from '../../../../src/kernel/ids.ts';
import type {Zone} from '../../../../src/kernel/zones.ts';
import {readLinkageModel} from '../../../../src/methods/linkage/model/read-model.ts';
import {provisionProject} from '../../../../src/zones/project/provision.ts';
import {splitDataset} from '../../../../src/zones/provider/split.ts';
import {extractForProject} from '../../../../src/zones/research-store/extract.ts';
import {loadDataset} from '../../../../src/zones/research-store/load.ts';
import {linkDataset} from '../../../../src/zones/trusted-third-party/link.ts';
import {receiveOptOuts} from '../../../../src/zones/trusted-third-party/opt-out-lists.ts';
import {refreshDataset} from '../../../../src/zones/trusted-third-party/refresh.ts';
import {buildSpine} from '../../../../src/zones/trusted-third-party/spine.ts';
import {ROOT} from '../../../support/dolen.ts';
import {IDENTITY} from '../../assurance/support/logs.ts';

export const HOUR = 3_600_000;

/** NHS numbers that are valid and were never anybody's here: person by person. */
export const NUMBERS: readonly string[] = Array.from({length: 400}, (_, i) => 900_000_000 + i * 7)
  .map((nine) => [nine, checkDigit(String(nine))] as const)
  .filter(([, check]) => check < 10)
  .map(([nine, check]) => `${nine}${check}`);

const IDENTIFIERS = `
  - {name: nhs_number, type: string, dolen: {role: 'identifier:nhs-number'}}
  - {name: surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: forename, type: string, dolen: {role: 'identifier:forename'}}
  - {name: date_of_birth, type: date, dolen: {role: 'identifier:date-of-birth'}}
  - {name: sex, type: string, dolen: {role: 'identifier:sex'}}
  - {name: address_1, type: string, dolen: {role: 'identifier:address-1'}}
  - {name: postcode, type: string, dolen: {role: 'identifier:postcode'}}`;

const contract = (name: string, kind: string, content: string) =>
  parseContract(`name: ${name}
title: Rows of a test
dolen: {provider: test, people: made-up, kind: ${kind}, sexCodeSystem: sail, asAt: 2024-03-31}
fields:${IDENTIFIERS}${content}
`);

const CONTENT = `
  - {name: day, type: date, dolen: {role: 'date:event'}}
  - {name: finding, type: string, dolen: {role: content}}`;

export interface MadeUp {
  readonly number: string;
  readonly born: number;
  readonly sex: '1' | '2';
  readonly area: string;
}

const letters = (i: number): string =>
  String(i)
    .padStart(3, '0')
    .replaceAll(/\d/g, (d) => 'abcdefghij'[Number(d)] ?? '');

const who = ({number, born, sex, area}: MadeUp, i: number): string =>
  [
    number,
    `Sur${letters(i)}`,
    `For${letters(i * 3)}`,
    `${born}-0${(i % 9) + 1}-${10 + (i % 18)}`,
    sex,
    `${i + 1} Heol Las`,
    `${area}${(i % 9) + 1} ${i % 10}AB`,
  ].join(',');

const HEADER = 'nhs_number,surname,forename,date_of_birth,sex,address_1,postcode';

export const LIST: OptOutList = {
  list: 'type1',
  title: 'those who said no',
  nation: 'england',
  source: 'practice systems',
  names: 'dissent',
  people: 'real',
  maxAgeHours: 24,
};
export const CLEANED: OptOutList = {...LIST, list: 'ndoo', names: 'may-be-used'};

export const exchange = (numbers: readonly string[]): string =>
  numbers.map((number) => `${number},\n`).join('');

const GRANTS = parseGrants(`
project: PRJ-TEST
byApplication: false
title: a test
application: APP-1
purpose: health
legalBasis: [none]
people: [researcher:one]
grants:
  - {id: G1, dataset: visit, columns: [day, finding, week_of_birth, sex], controller: trust,
     validFrom: 2020-01-01, validTo: 2040-01-01}
`);

export async function optOutHome(root: string) {
  const home = join(root, 'home');
  await mkdir(home, {recursive: true});
  // The log takes the clock alone, so the clock must not need its owner.
  const effects = {
    time: Date.UTC(2026, 0, 5, 9),
    now: () => effects.time,
    randomBytes: (length: number) => randomBytes(length),
    step: () => undefined,
  };
  const act = <T>(zone: Zone, command: string, run: (job: Job) => Promise<T>): Promise<T> => {
    // Later than the last entry, as every clock is.
    effects.time += 1000;
    return runJob(
      {
        zone,
        home,
        command,
        identity: IDENTITY,
        seeded: false,
        threads: 2,
        ...(zone === 'project' ? {project: 'PRJ-TEST'} : {}),
      },
      effects,
      run,
    );
  };
  for (const zone of ['third-party', 'store', 'project'] as const) {
    await act(zone, `${zone} keys`, async ({directory, log}) => {
      const keyring = await makeKeyring(directory, zone, log, effects);
      await publishRecipient(home, keyring, zone === 'project' ? 'project-PRJ-TEST' : zone);
    });
  }
  const model = readLinkageModel(readFileSync(join(ROOT, 'pipelines/demo/linkage.yaml'), 'utf8'));
  const place = (...path: string[]) => join(root, ...path);
  const request = (
    lists: readonly OptOutList[],
    out: string,
    exemption: ApplyingLists['exemption'] = null,
  ) => ({
    file1: place('visit', 'file1'),
    model,
    optOutLists: () => ({lists, exemption}),
    out: place(out),
  });
  const split = async (name: string, kind: string, content: string, csv: string) => {
    await writeFile(place(`${name}.csv`), csv);
    return act('provider', 'provider split', (job) =>
      splitDataset(
        {contract: contract(name, kind, content), data: place(`${name}.csv`), out: place(name)},
        job,
      ),
    );
  };
  return {
    home,
    place,
    effects,
    act,
    /** A register of everybody but the strangers, and a visit of each. */
    async people(
      all: readonly MadeUp[],
      unnumbered: (i: number) => boolean = () => false,
      strangers = 0,
    ) {
      const known = all.slice(0, all.length - strangers);
      const register = [HEADER, ...known.map(who)].join('\n');
      await split('register', 'register', '', `${register}\n`);
      const visits = all.map((one, i) => {
        const written = who(unnumbered(i) ? {...one, number: ''} : one, i);
        return `${written},2024-01-01,f${i}`;
      });
      await split(
        'visit',
        'events',
        CONTENT,
        `${[`${HEADER},day,finding`, ...visits].join('\n')}\n`,
      );
      await act('third-party', 'third-party spine build', (job) =>
        buildSpine({file1: place('register', 'file1')}, job),
      );
    },
    async receive(list: OptOutList, text: string) {
      await writeFile(place('list.dat'), text);
      return act('third-party', 'third-party opt-outs receive', (job) =>
        receiveOptOuts(list, place('list.dat'), job),
      );
    },
    link: (
      lists: readonly OptOutList[],
      out = 'file3',
      exemption: ApplyingLists['exemption'] = null,
    ) =>
      act('third-party', 'third-party link', (job) =>
        linkDataset(request(lists, out, exemption), job),
      ),
    refresh: (lists: readonly OptOutList[], out: string) =>
      act('third-party', 'third-party refresh', (job) => refreshDataset(request(lists, out), job)),
    load: (file3 = 'file3') =>
      act('store', 'store load', (job) =>
        loadDataset({file2: place('visit', 'file2'), file3: place(file3)}, job),
      ),
    extract: (out: string) =>
      act('store', 'store extract', (job) =>
        extractForProject({grants: GRANTS, grantsDigest: sha256('grants'), out: place(out)}, job),
      ),
    provision: (from: string) =>
      act('project', 'project provision', (job) =>
        provisionProject({grants: GRANTS, extract: place(from)}, job),
      ),
  };
}
