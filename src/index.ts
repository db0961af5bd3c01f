/** The public API: all that a pipeline may say. */

export {parseContract} from './kernel/contract/parse.ts';
export type {Contract, Field} from './kernel/contract/schema.ts';
export {completedAge, type IsoDay, parseIsoDay, weekOfBirth} from './kernel/dates.ts';
export {DataFault, Defect, DolenError, Refusal} from './kernel/errors.ts';
export {type NhsNumber, readNhsNumber} from './kernel/ids.ts';
export {ident, join, type Sql, sql} from './kernel/sql.ts';
export {type Step, step} from './kernel/steps.ts';
