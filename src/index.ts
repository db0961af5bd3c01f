/** The public API: all that a pipeline may say. */

export {parseContract} from './kernel/contract/parse.ts';
export type {Contract, Field} from './kernel/contract/schema.ts';
export {addMonths, completedAge, type IsoDay, parseIsoDay, weekOfBirth} from './kernel/dates.ts';
export {DataFault, Defect, DolenError, Refusal} from './kernel/errors.ts';
export {
  type Alf,
  type NhsNumber,
  type ProjectAlf,
  type Ralf,
  readNhsNumber,
  type StoreAlf,
  type SystemId,
} from './kernel/ids.ts';
export {ident, join, type Sql, sql} from './kernel/sql.ts';
export {compose, type Step, step} from './kernel/steps.ts';
