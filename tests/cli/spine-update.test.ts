/** A spine that grows batch by batch: who is known, who is new, who turns out to be somebody else. */

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Entry} from '../../src/assurance/audit/entry.ts';
import {readOpening} from '../../src/assurance/audit/openings.ts';
import {sql} from '../../src/kernel/sql.ts';
import {scratch} from '../support/dolen.ts';
import {madeUpNumber} from '../unit/methods/linkage/made-up-people.ts';
import {spineHome} from './support/spine-home.ts';

const [N1, N2, N3, N4, N5] = [1, 2, 3, 4, 5].map(madeUpNumber);

const REGISTER = `
  carys  | ${N1} | Prys   | Carys | 1981-03-14 | 2 | 1 Stryd Fawr | CF10 3AT
  megan  | ${N2} | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB
  ifan   | ${N3} | Morgan | Ifan  | 1988-08-08 | 1 | 3 Heol Las   | CF5 2YZ
`;
/** Somebody known, somebody new twice, somebody of whom too little is known, and a borrowed number. */
const BATCH = `
  carys  | ${N1} | Prys    | Carys | 1981-03-14 | 2 | 9 Heol Newydd | SA1 1AA
  zara   |       | Watkins | Zara  | 1930-05-21 | 2 | 4 Lôn Hir     | LD6 5AA
  zara   |       | Watkin  | Zara  | 1930-05-21 | 2 | 4 Lôn Hir     | LD6 5AA
  nobody |       | Rees    |       |            | 1 |               |
  thief  | ${N2} | Jones   | Huw   | 1950-01-31 | 1 | 5 Lôn Hir     | SY23 1AA
`;

interface Update {
  readonly profiles: Readonly<Record<string, number>>;
  readonly newPeople: number;
  readonly newProfiles: number;
  readonly newProposals: number;
  readonly isRepeated: boolean;
  readonly spine: {readonly people: number; readonly unlisted: number};
}

describe('a batch for the spine', async () => {
  it('links who is known, makes people of who is new, holds what is in doubt', async () => {
    const spine = await spineHome(await scratch());
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    await spine.split('visit', BATCH);
    const update = await spine.update<Update>('visit');
    expect(update.profiles).toEqual({linked: 1, created: 2, held: 1, one_time: 1});
    expect(update).toMatchObject({newPeople: 1, newProfiles: 3, spine: {people: 4, unlisted: 1}});

    // What was learned is known to the next linkage: an address of Carys, and all of Zara.
    await spine.split(
      'later',
      `
      carys |       | Prys    | Carys | 1981-03-14 | 2 | 9 Heol Newydd | SA1 1AA
      zara  |       | Watkins | Zara  | 1930-05-21 | 2 | 4 Lôn Hir     | LD6 5AA
    `,
    );
    await spine.link('later');
    const {carys, zara} = await spine.linked('later');
    expect([carys?.how, zara?.how]).toEqual(['exact_five', 'exact_five']);
    const people = await spine.rows(sql`select person_id, id_type from person order by id_type`);
    const typeOf = (id: unknown) => people.find(({person_id}) => person_id === id)?.id_type;
    expect([typeOf(carys?.person), typeOf(zara?.person)]).toEqual(['listed', 'unlisted']);
  });

  it('sent again changes nothing, and under a new split nobody', async () => {
    const spine = await spineHome(await scratch());
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    await spine.split('visit', BATCH);
    await spine.update('visit');
    const ids = sql`select person_id from person order by person_id`;
    const before = await spine.rows(ids);
    expect(await spine.update<Update>('visit')).toMatchObject({isRepeated: true, newPeople: 0});
    await spine.split('visit_again', BATCH);
    const again = await spine.update<Update>('visit_again');
    expect(again).toMatchObject({isRepeated: false, newPeople: 0, newProfiles: 0});
    expect(await spine.rows(ids)).toEqual(before);
    const seen = await spine.rows(sql`select max(seen_count) as most from profile`);
    expect(seen).toEqual([{most: 2}]);
  });

  it('of a register lists the people who were unlisted, and those who are new', async () => {
    const spine = await spineHome(await scratch());
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    await spine.split('visit', BATCH);
    await spine.update('visit');
    await spine.split(
      'register2',
      `
      zara  | ${N4} | Watkins | Zara  | 1930-05-21 | 2 | 4 Lôn Hir | LD6 5AA
      eleri | ${N5} | Pugh    | Eleri | 1944-12-01 | 2 | 6 Lôn Hir | LL11 1AA
    `,
      'register',
    );
    const update = await spine.update<Update>('register2');
    expect(update.spine).toMatchObject({people: 5, unlisted: 0});
  });
});

describe('two people who turn out to be one', async () => {
  /** Megan was registered twice, under two numbers; a record with one number fits both. */
  const twice = async () => {
    const spine = await spineHome(await scratch());
    await spine.split(
      'register',
      `${REGISTER.trimEnd()}
      megan  | ${N4} | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB`,
      'register',
    );
    await spine.build('register');
    await spine.split(
      'visit',
      `
      first  | ${N2} | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB
      second | ${N4} | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB
      third  |       | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB
    `,
    );
    return spine;
  };
  interface Changes {
    readonly changes: Readonly<Record<string, number>>;
    readonly idsRedirected: number;
  }

  it('are proposed, never merged silently; once decided, the old id redirects', async () => {
    const spine = await twice();
    await spine.link('visit');
    const before = await spine.linked('visit');
    expect(new Set([before.first?.person, before.second?.person]).size).toBe(2);
    expect(before.third?.how).toBe('ambiguous');

    expect(await spine.update<Update>('visit')).toMatchObject({newProposals: 1, newPeople: 0});
    expect((await spine.run<Update['spine']>('third-party', 'spine', 'show')).people).toBe(4);
    const refreshed = await spine.refresh<Changes>('visit');
    expect(refreshed.changes).toMatchObject({kept: 2, redirected: 0, unlinked: 1});

    const list = await spine.run('third-party', 'spine', 'proposals');
    expect(list.proposals).toMatchObject([{proposal: 1, kind: 'merge', outcome: null}]);
    await spine.run(
      ...['third-party', 'spine', 'decide', '1', '--outcome', 'accepted'],
      ...['--because', 'one person, registered twice'],
    );
    const after = await spine.refresh<Changes>('visit');
    expect(after.changes).toMatchObject({kept: 1, redirected: 1, gained: 1, moved: 0, lost: 0});
    expect(after.idsRedirected).toBe(1);
    const linked = await spine.linked('visit');
    expect(new Set(Object.values(linked).map(({person}) => person)).size).toBe(1);
    expect((await spine.run<Update['spine']>('third-party', 'spine', 'show')).people).toBe(3);
    const log = await spine.rows(
      sql`select outcome, because, decided_by is not null as by from proposal`,
    );
    expect(log).toEqual([{outcome: 'accepted', because: 'one person, registered twice', by: true}]);
    const {entries} = await spine.run<{entries: Entry[]}>('audit', 'export');
    const decided = entries.find(({action}) => action === 'SPINE_PROPOSAL_DECIDED');
    const opening = await readOpening(
      join(spine.home, 'third-party'),
      decided?.commits.because as string,
    );
    expect(opening?.value).toBe('one person, registered twice');
    expect(JSON.stringify(entries)).not.toContain('registered twice');
  });

  it('stay two when the proposal is refused, and it is not made again', async () => {
    const spine = await twice();
    await spine.update('visit');
    const refuse = ['third-party', 'spine', 'decide', '1', '--outcome', 'refused'];
    await spine.run(...refuse, '--because', 'cousins');
    expect(await spine.codeOf(...refuse, '--because', 'again')).toBe('PROPOSAL_NOT_OPEN');
    await spine.split(
      'next',
      `first | ${N2} | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB`,
    );
    expect(await spine.update<Update>('next')).toMatchObject({newProposals: 0});
    expect((await spine.run<Update['spine']>('third-party', 'spine', 'show')).people).toBe(4);
  });
});

describe('people who dissent', async () => {
  it('are not learned about, whether their number stands in the row or was found by it', async () => {
    const root = await scratch();
    const spine = await spineHome(root);
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    await spine.split(
      'visit',
      `
      ifan  | ${N3} | Morgan | Ifan  | 1988-08-08 | 1 | 8 Lôn Hir    | SA1 1AA
      megan |       | Hughes | Megan | 1999-11-30 | 2 | 2 Stryd Fawr | LL55 1AB
      carys | ${N1} | Prys   | Carys | 1981-03-14 | 2 | 8 Lôn Hir    | SA1 1AA
    `,
    );
    const list = join(root, 'opt-outs.dat');
    await writeFile(list, `${N2},\n${N3},\n`);
    const update = await spine.update<Update>('visit', '--opt-outs', list);
    expect(update.profiles).toEqual({linked: 1, created: 0, held: 0, one_time: 0});
    expect(update).toMatchObject({newProfiles: 1, newPeople: 0});
  });
});

describe('one person who turns out to be two', async () => {
  it('is split by a decision: the profiles that go get a new person', async () => {
    const spine = await spineHome(await scratch());
    await spine.split('register', REGISTER, 'register');
    await spine.build('register');
    // The same five fields under another number: one person with two numbers, says the spine.
    await spine.split(
      'visit',
      `ifan2 | ${N4} | Morgan | Ifan | 1988-08-08 | 1 | 3 Heol Las | CF5 2YZ`,
    );
    expect(await spine.update<Update>('visit')).toMatchObject({newProposals: 1, newPeople: 0});
    await spine.link('visit');
    const before = await spine.linked('visit');
    await spine.run(
      ...['third-party', 'spine', 'decide', '1', '--outcome', 'accepted', '--because', 'namesakes'],
    );
    const after = await spine.refresh<{changes: Record<string, number>}>('visit');
    expect(after.changes).toMatchObject({moved: 1, kept: 0});
    const now = await spine.linked('visit');
    expect(now.ifan2?.person).not.toBe(before.ifan2?.person);
    expect(await spine.rows(sql`select count(*) as moved from profile_move`)).toEqual([{moved: 1}]);
  });
});

describe('NHS numbers that were replaced', async () => {
  const list = async (folder: string, ...lines: readonly string[]) => {
    const file = join(folder, 'superseded.csv');
    await writeFile(file, `${['nhs_number,replaced_by,valid_from', ...lines].join('\n')}\n`);
    return ['--superseded', file];
  };

  it('are followed from one to the next, and the link says that they were', async () => {
    const root = await scratch();
    const spine = await spineHome(root);
    await spine.split('register', REGISTER, 'register');
    await spine.build('register', ...(await list(root, `${N4},${N5},2010-01-01`, `${N5},${N1},`)));
    await spine.split('visit', `carys | ${N4} | Price | C | 1981-03-14 | 2 | 7 Lôn Hir | SA1 1AA`);
    await spine.link('visit');
    expect((await spine.linked('visit')).carys?.how).toBe('nhs_superseded');
  });

  it('that lead in a circle, or to two at once, are refused', async () => {
    const root = await scratch();
    const spine = await spineHome(root);
    await spine.split('register', REGISTER, 'register');
    const build = ['third-party', 'spine', 'build', '--file1', spine.place('register', 'file1')];
    for (const lines of [
      [`${N1},${N2},`, `${N2},${N3},`, `${N3},${N1},`],
      [`${N1},${N1},`],
      [`${N1},${N2},`, `${N1},${N3},`],
      [`${N1},1234567890,`],
    ]) {
      expect(await spine.codeOf(...build, ...(await list(root, ...lines)))).toBe(
        'SUPERSEDED_INVALID',
      );
    }
    await spine.build('register');
  });
});
