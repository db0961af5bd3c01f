/** The register as JSON and as CSV: the same register gives the same bytes. */

import {csvLines} from '../../../kernel/csv.ts';
import {RECORD_FIELDS, type Register, type RegisterRecord} from './record.ts';

export const registerJson = (register: Register): string =>
  `${JSON.stringify(register, null, 2)}\n`;

/** One row per record; lists are joined by semicolons, and the log stands in each row. */
export const registerCsv = ({log, records}: Register): string =>
  csvLines([
    [...RECORD_FIELDS, 'dolen_log_origin', 'dolen_log_size', 'dolen_log_root'],
    ...records.map((record) => [
      ...RECORD_FIELDS.map((field) => cell(record[field])),
      log.origin,
      log.size,
      log.root,
    ]),
  ]);

function cell(value: RegisterRecord[keyof RegisterRecord]): string | number {
  if (value === null) return '';
  return typeof value === 'string' || typeof value === 'number' ? value : value.join('; ');
}
