/** The import table of the design, as rules: what is not listed is forbidden. */

import {BORDERS, ZONES, type Zone} from '../../src/kernel/zones.ts';

interface Rule {
  readonly name: string;
  readonly severity: 'error';
  readonly comment: string;
  readonly from: {readonly path?: string; readonly pathNot?: string | readonly string[]};
  readonly to: {
    readonly path?: string;
    readonly pathNot?: string | readonly string[];
    readonly reachable?: boolean;
    readonly circular?: boolean;
  };
}

const OURS = '^(src|fixtures|pipelines|bench|tests)/';

/** A folder may import the listed folders, itself, and packages; nothing else of ours. */
const mayImport = (
  name: string,
  from: string,
  allowed: readonly string[],
  comment: string,
): Rule => ({
  name,
  severity: 'error',
  comment,
  from: {path: from},
  to: {path: OURS, pathNot: [from.replace(/\(\[\^\/\]\+\)/, '$1'), ...allowed]},
});

const KERNEL = '^src/kernel/';
const ENGINE = '^src/engine/';
const METHODS = '^src/methods/';
const ASSURANCE = '^src/assurance/';

const zonePath = (zone: Zone): string => `^src/zones/${ZONES[zone].code}/`;

/** The border files of a zone: those that it sends or receives. */
const ownBorders = (zone: Zone): string[] =>
  Object.entries(BORDERS)
    .filter(([, {sender, receiver}]) => sender === zone || receiver === zone)
    .map(([border]) => `^src/borders/${border}\\.ts$`);

const zoneRules: Rule[] = (Object.keys(ZONES) as Zone[]).map((zone) =>
  mayImport(
    `zone-${zone}`,
    zonePath(zone),
    [KERNEL, ENGINE, METHODS, ASSURANCE, ...ownBorders(zone)],
    'a zone imports kernel, engine, methods, assurance and its own borders; never another zone',
  ),
);

/** Zones that neither send nor receive File 1 may not reach it on any path. */
const file1Rules: Rule[] = (['store', 'project', 'output'] as const).map((zone) => ({
  name: `${zone}-never-reaches-file1`,
  severity: 'error',
  comment: 'who people are stays with the provider and the third party',
  from: {path: zonePath(zone)},
  to: {path: '^src/borders/file1\\.ts$', reachable: true},
}));

export const importRules: readonly Rule[] = [
  mayImport('kernel', KERNEL, [], 'the kernel imports nothing of ours'),
  mayImport('engine', ENGINE, [KERNEL], 'the engine imports the kernel'),
  mayImport('methods', '^src/methods/([^/]+)/', [KERNEL, ENGINE], 'a method knows no other method'),
  mayImport('assurance', ASSURANCE, [KERNEL, ENGINE], 'assurance imports kernel and engine'),
  {
    name: 'borders',
    severity: 'error',
    comment: 'a border imports kernel and engine; never another border',
    from: {path: '^src/borders/'},
    to: {path: OURS, pathNot: [KERNEL, ENGINE]},
  },
  ...zoneRules,
  ...file1Rules,
  {
    name: 'cli-not-borders',
    severity: 'error',
    comment: 'the command line starts zones; it never touches a border itself',
    from: {path: '^src/cli/'},
    to: {path: '^src/borders/'},
  },
  mayImport('index', '^src/index\\.ts$', ['^src/(?!cli/|zones/|borders/)'], 'the public API'),
  mayImport('fixtures', '^fixtures/', [KERNEL, ENGINE], 'fixtures import kernel and engine'),
  {
    name: 'only-engine-knows-duckdb',
    severity: 'error',
    comment: 'DuckDB is opened in one place',
    from: {path: '^(src|fixtures)/', pathNot: ENGINE},
    to: {path: '@duckdb/'},
  },
  {
    name: 'nothing-imports-cli',
    severity: 'error',
    comment: 'the command line is the edge',
    from: {path: '^(src|fixtures)/', pathNot: '^src/cli/'},
    to: {path: '^src/cli/'},
  },
  {
    name: 'no-circles',
    severity: 'error',
    comment: 'imports flow one way',
    from: {path: '^(src|fixtures)/'},
    to: {circular: true},
  },
];
