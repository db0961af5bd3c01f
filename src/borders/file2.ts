/** File 2: what happened. From a provider to the research store; no column says who. */

import {sealedBorder} from '../engine/border.ts';
import type {ManifestColumn} from '../engine/sealed-folder.ts';
import {type ContentRole, isContent} from '../kernel/contract/roles.ts';
import type {Contract, Field} from '../kernel/contract/schema.ts';

const DUCKDB_TYPES = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  date: 'DATE',
  datetime: 'TIMESTAMP',
  boolean: 'BOOLEAN',
} as const satisfies Record<Field['type'], string>;

export type ContentColumn = ManifestColumn & {role: ContentRole};

/** The content columns of a contract, in its order: with the System ID, all that may cross. */
export const contentColumns = (contract: Contract): ContentColumn[] =>
  contract.fields.flatMap(({name, type, title, dolen}) => {
    const {role, codeSystem} = dolen;
    if (!isContent(role)) return [];
    return [
      {
        name,
        type: DUCKDB_TYPES[type],
        role,
        ...(codeSystem ? {codeSystem} : {}),
        ...(title ? {title} : {}),
      },
    ];
  });

/** One row per row of the dataset. */
export const file2Columns = (contract: Contract): ManifestColumn[] => [
  {name: 'system_id', type: 'UUID'},
  ...contentColumns(contract),
];

/** The store holds no contract: it trusts the manifest, whose digest the log announced. */
export const file2 = sealedBorder('file2', (manifest) => manifest.columns);
