/** A third party's home in which a test says, row by row, who comes in; and asks who they became. */

import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Database} from '../../../src/engine/database.ts';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {dolen, dolenJson, ROOT} from '../../support/dolen.ts';

const DEMO = join(ROOT, 'pipelines', 'demo');

const CONTRACT = (name: string, kind: string) => `name: ${name}
title: Rows of a test
dolen: {provider: test, people: made-up, kind: ${kind}, sexCodeSystem: sail, asAt: 2024-03-31}
fields:
  - {name: who, type: string, dolen: {role: truth}}
  - {name: nhs_number, type: string, dolen: {role: 'identifier:nhs-number'}}
  - {name: surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: forename, type: string, dolen: {role: 'identifier:forename'}}
  - {name: date_of_birth, type: date, dolen: {role: 'identifier:date-of-birth'}}
  - {name: sex, type: string, dolen: {role: 'identifier:sex'}}
  - {name: address_1, type: string, dolen: {role: 'identifier:address-1'}}
  - {name: postcode, type: string, dolen: {role: 'identifier:postcode'}}
`;
const HEADER = 'who,nhs_number,surname,forename,date_of_birth,sex,address_1,postcode';

export interface SpineHome {
  readonly home: string;
  /** Splits a table of `who | number | surname | forename | born | sex | address | postcode`. */
  split(name: string, table: string, kind?: 'register' | 'events'): Promise<void>;
  /** Splits a dataset of the demo. */
  splitFile(name: string, data: string): Promise<void>;
  build(name: string, ...more: readonly string[]): Promise<Record<string, unknown>>;
  update<T = Record<string, unknown>>(name: string, ...more: readonly string[]): Promise<T>;
  link<T = Record<string, unknown>>(name: string, ...more: readonly string[]): Promise<T>;
  refresh<T = Record<string, unknown>>(name: string, ...more: readonly string[]): Promise<T>;
  run<T = Record<string, unknown>>(...args: readonly string[]): Promise<T>;
  /** The error code that a command ends with. */
  codeOf(...args: readonly string[]): Promise<string>;
  /** For each `who` of a dataset that was linked last, the person and why. */
  linked(name: string): Promise<Record<string, {person: string | null; how: string}>>;
  rows(query: Sql): Promise<readonly Record<string, unknown>[]>;
  readonly place: (name: string, file: string) => string;
}

/** @param seed so that two homes with one seed and the same acts have the same ids */
export async function spineHome(root: string, seed = 'spine'): Promise<SpineHome> {
  const home = join(root, 'home');
  await mkdir(join(root, 'in'), {recursive: true});
  const place = (name: string, file: string) => join(root, 'transit', name, file);
  const truthOf = (name: string) => join(root, 'truth', `${name}.parquet`);
  let refreshes = 0;
  // The same act has the same seed in every home, whenever it is done.
  const shared = (args: readonly string[]) => [
    ...['--home', home],
    ...['--seed', [seed, ...args].map((word) => word.replace(root, '')).join(' ')],
  ];
  const run = <T = Record<string, unknown>>(...args: readonly string[]) =>
    dolenJson<T>([...args, ...shared(args)]);
  for (const zone of ['third-party', 'store']) await run(zone, 'keys');
  const linking = (name: string) => [
    ...['--file1', place(name, 'file1'), '--opt-outs', 'none'],
    ...['--model', join(DEMO, 'linkage.yaml'), '--lexicon', join(DEMO, 'lexicon.csv')],
  ];
  const open = () =>
    Database.open({
      path: join(home, 'third-party', 'spine.duckdb'),
      directories: [root],
      tempDirectory: join(root, 'spill'),
      readOnly: true,
    });
  const rows = async (query: Sql) => {
    const db = await open();
    try {
      return await db.rows(query);
    } finally {
      db.close();
    }
  };
  return {
    home,
    place,
    run,
    rows,
    async split(name, table, kind = 'events') {
      const lines = table
        .trim()
        .split('\n')
        .map((line) =>
          line
            .split('|')
            .map((cell) => cell.trim())
            .join(','),
        );
      const contract = join(root, 'in', `${name}.yaml`);
      const file = join(root, 'in', `${name}.csv`);
      await writeFile(contract, CONTRACT(name, kind));
      await writeFile(file, `${[HEADER, ...lines].join('\n')}\n`);
      await run(
        ...['provider', 'split', '--contract', contract, '--data', file],
        ...['--out', join(root, 'transit', name), '--truth', 'column'],
        ...['--truth-out', truthOf(name)],
      );
    },
    async splitFile(name, data) {
      const contract = join(DEMO, 'contracts', `${name}.yaml`);
      await run(
        ...['provider', 'split', '--contract', contract, '--data', data],
        ...['--out', join(root, 'transit', name)],
      );
    },
    build: (name, ...more) =>
      run('third-party', 'spine', 'build', '--file1', place(name, 'file1'), ...more),
    update: (name, ...more) => run('third-party', 'spine', 'update', ...linking(name), ...more),
    link: (name, ...more) =>
      run('third-party', 'link', ...linking(name), '--out', place(name, 'file3'), ...more),
    refresh: (name, ...more) =>
      run(
        'third-party',
        'refresh',
        ...linking(name),
        '--out',
        place(name, `file3-${refreshes++}`),
        ...more,
      ),
    async codeOf(...args) {
      const {stdout} = await dolen([...args, ...shared(args), '--json', '--quiet']);
      return (JSON.parse(stdout) as {error?: {code: string}}).error?.code ?? 'none';
    },
    async linked(name) {
      const truth = truthOf(name);
      const found = await rows(sql`
        select t.person as who, e.person_id, coalesce(e.reason, e.match_method) as how
        from link_event e
        join read_parquet(${truth}) t using (system_id)
        where e.dataset = ${name} and e.run = (select max(run) from link_run where dataset = ${name})
        order by who`);
      return Object.fromEntries(
        found.map(({who, person_id, how}) => [
          String(who),
          {person: person_id === null ? null : String(person_id), how: String(how)},
        ]),
      );
    },
  };
}
