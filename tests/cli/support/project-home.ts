/** A home in which one small project has its data: every person is born in a week of their own. */

import {cp, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Database} from '../../../src/engine/database.ts';
import {ident, type Sql, sql} from '../../../src/kernel/sql.ts';
import {dolen, ROOT} from '../../support/dolen.ts';
import {type SpineHome, spineHome} from './spine-home.ts';

export const PROJECT = 'PRJ-ONE';
export const RESEARCHER = 'researcher:one';

/** Made-up people, by the Monday of the week that they were born in: all that a project sees of them. */
export const PEOPLE = {
  '1950-01-02': ['9434765919', 'Prys', 'Mair', '1950-01-04', '2', '1 Heol Fawr', 'CF10 3AT'],
  '1961-05-01': ['9434765870', 'Bowen', 'Dewi', '1961-05-03', '1', '2 Heol Fawr', 'CF10 3AA'],
  '1972-09-04': ['9434765838', 'Ellis', 'Carys', '1972-09-09', '2', '3 Heol Fach', 'SA1 1AA'],
  '1983-11-07': ['9434765846', 'Fychan', 'Gethin', '1983-11-10', '1', '4 Heol Fach', 'SA2 8PP'],
} as const;

/** Who rotates and destroys keys; it holds the role in the policy that comes with the program. */
export const KEY_CUSTODIAN = 'keys:first';
const CUSTODIAN_COMMANDS = ['store rotate', 'store rekey', 'store forget', 'project close'];

export interface ProjectHome extends SpineHome {
  readonly governance: string;
  /** Rewrites the project's grants. */
  grant(keyVersion: number): Promise<void>;
  /** A command that must succeed, with the project's researcher as actor unless it names another. */
  act<T = Record<string, unknown>>(...args: readonly string[]): Promise<T>;
  /** The error code that a command ends with. */
  refusal(...args: readonly string[]): Promise<string>;
  /** Splits, links and loads everybody as another dataset. */
  load(name: string): Promise<void>;
  /** In the store: for each dataset and week of birth the pseudonym of who was born in it. */
  stored(): Promise<Record<string, Record<string, string>>>;
  /** In the project: for each dataset and week of birth the pseudonym of who was born in it. */
  pseudonyms(): Promise<Record<string, Record<string, string>>>;
}

const grants = (keyVersion: number) => `project: ${PROJECT}
title: A small project
application: APP-ONE v1
purpose: a test
legalBasis: ['none: made-up people']
people: ['${RESEARCHER}']
keyVersion: ${keyVersion}
grants:
${['visit', 'death']
  .map(
    (name) => `  - id: G-${name}
    dataset: ${name}
    controller: nobody
    columns: [week_of_birth]
    validFrom: '2024-04-01'
    validTo: '2099-12-31'`,
  )
  .join('\n')}
`;

/** The zones' keys, a spine and two datasets, loaded; the project is granted but not provisioned. */
export async function projectHome(root: string): Promise<ProjectHome> {
  const spine = await spineHome(root, 'project');
  const governance = join(root, 'governance');
  const named = (args: readonly string[]) => {
    const isOfKeys = CUSTODIAN_COMMANDS.includes(args.slice(0, 2).join(' '));
    return args.includes('--actor') ? [] : ['--actor', isOfKeys ? KEY_CUSTODIAN : RESEARCHER];
  };
  const policy = ['--governance', governance];
  const table = Object.values(PEOPLE)
    .map((person, i) => [`p${i}`, ...person].join('|'))
    .join('\n');
  await mkdir(join(governance, 'grants'), {recursive: true});
  await cp(join(ROOT, 'governance', 'people.yaml'), join(governance, 'people.yaml'));
  await spine.split('register', table, 'register');
  await spine.build('register');
  const load = async (name: string) => {
    await spine.split(name, table);
    await spine.link(name);
    const files = ['--file2', spine.place(name, 'file2'), '--file3', spine.place(name, 'file3')];
    await spine.run('store', 'load', ...files);
  };
  for (const name of ['visit', 'death']) await load(name);
  const grant = (keyVersion: number) =>
    writeFile(join(governance, 'grants', `${PROJECT}.yaml`), grants(keyVersion));
  await grant(1);
  return {
    ...spine,
    governance,
    grant,
    load,
    act: (...args) => spine.run(...args, ...named(args), ...policy),
    async refusal(...args) {
      const shared = ['--home', spine.home, ...named(args), ...policy, '--json', '--quiet'];
      const {stdout} = await dolen([...args, ...shared]);
      return (JSON.parse(stdout) as {error?: {code: string}}).error?.code ?? 'none';
    },
    pseudonyms: () =>
      pseudonymsIn(
        join(spine.home, 'projects', PROJECT, 'project.duckdb'),
        sql`select 'main' as schema_name, dataset, 'alf_pe' as pseudonym from dictionary`,
        root,
      ),
    stored: () =>
      pseudonymsIn(
        join(spine.home, 'store', 'store.duckdb'),
        sql`select schema_name, dataset, 'alf_e' as pseudonym from catalogue`,
        root,
      ),
  };
}

async function pseudonymsIn(path: string, tables: Sql, root: string) {
  const db = await Database.open({
    path,
    directories: [],
    tempDirectory: join(root, 'spill'),
    readOnly: true,
  });
  try {
    const found: Record<string, Record<string, string>> = {};
    for (const {schema_name, dataset, pseudonym} of await db.rows(tables)) {
      const rows = await db.rows(
        sql`select week_of_birth::varchar as week, ${ident(String(pseudonym))}::varchar as id
          from ${ident(String(schema_name), String(dataset))} order by week`,
      );
      found[String(dataset)] = Object.fromEntries(rows.map(({week, id}) => [week, String(id)]));
    }
    return found;
  } finally {
    db.close();
  }
}
