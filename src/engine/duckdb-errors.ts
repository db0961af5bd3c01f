/** Where database errors stop: their messages carry values from rows, so only their class goes on. */

import {Defect, type DolenError} from '../kernel/errors.ts';

/** The words before the first colon of a DuckDB message; a closed list, so nothing else leaks. */
const CLASSES = [
  'Binder Error',
  'Catalog Error',
  'Connection Error',
  'Constraint Error',
  'Conversion Error',
  'Dependency Error',
  'FATAL Error',
  'INTERNAL Error',
  'INTERRUPT Error',
  'IO Error',
  'Invalid Configuration Error',
  'Invalid Error',
  'Invalid Input Error',
  'Not implemented Error',
  'Out of Memory Error',
  'Out of Range Error',
  'Parser Error',
  'Permission Error',
  'Serialization Error',
  'TransactionContext Error',
] as const;

export type DatabaseErrorClass = (typeof CLASSES)[number] | 'Unknown Error';

const NO_SPACE = /no space left|could not write|failed to offload|exceeds? .*limit/i;

export function classOf(error: unknown): DatabaseErrorClass {
  const message = error instanceof Error ? error.message : '';
  return CLASSES.find((name) => message.startsWith(name)) ?? 'Unknown Error';
}

/** The error that replaces a database error: the step's name and the class, never the message. */
export function databaseError(error: unknown, step: string): DolenError {
  const kind = classOf(error);
  const message = error instanceof Error ? error.message : '';
  const noSpace = kind === 'Out of Memory Error' || (kind === 'IO Error' && NO_SPACE.test(message));
  return new Defect(noSpace ? 'OUT_OF_SPACE' : 'DATABASE_FAILED', [{where: step, what: kind}]);
}
