/** The memory of a run: half for the database, half for the kernel's arrays, which are counted first. */

import {DataFault} from '../../../kernel/errors.ts';

const UNITS = {MB: 1e6, MiB: 2 ** 20, GB: 1e9, GiB: 2 ** 30} as const;

/** Bytes of a size such as `4GB`. */
export function bytesOf(size: string): number {
  const found = /^(\d+(?:\.\d+)?)(MB|MiB|GB|GiB)$/.exec(size);
  if (!found) throw new TypeError('not a size');
  return Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
}

/** What the database may take of the memory of a run. */
export const databaseShare = (size: string): string => `${Math.floor(bytesOf(size) / 2e6)}MB`;

/** Bytes of rows, and of each rule's places and members. */
export const kernelBytes = (records: number, stride: number, rules: number): number =>
  records * (stride * 4 + rules * 8);

/** @throws DataFault MEMORY_TOO_SMALL with what the run needs, before anything is read */
export function requireMemory(size: string | undefined, needed: number): void {
  if (size === undefined || needed <= bytesOf(size) / 2) return;
  const atLeast = (2 * needed) / 2 ** 30;
  throw new DataFault('MEMORY_TOO_SMALL', [
    {where: '--memory', what: `this run needs at least ${atLeast.toFixed(1)}GiB`},
  ]);
}
