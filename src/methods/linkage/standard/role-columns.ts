/** Roles as the command line gives them: `forename=first_name`, any repeated. */

import {UsageError} from '../../../kernel/errors.ts';
import type {Inputs} from '../encode/inputs.ts';
import {ROLES, type Role, type RoleColumn} from './roles.ts';

/**
 * Reads roles. Two columns of one role, of which each file has only one, are the same thing under two
 * names; `ROLE=LEFT:RIGHT` says so outright.
 * @throws UsageError USAGE naming the roles there are
 */
export function roleColumns(given: readonly string[], inputs: Inputs): RoleColumn[] {
  if (given.length === 0) {
    throw new UsageError('USAGE', [
      {where: '--role', what: `ROLE=COLUMN; roles: ${ROLES.join(', ')}`},
    ]);
  }
  const columns = given.map((text): RoleColumn => {
    const at = text.indexOf('=');
    const role = ROLES.find((one) => one === text.slice(0, at));
    if (at < 0 || role === undefined) {
      throw new UsageError('USAGE', [
        {where: '--role', what: `ROLE=COLUMN; roles: ${ROLES.join(', ')}`},
      ]);
    }
    const column = text.slice(at + 1);
    const has = (name: string) =>
      inputs.left.source.columns.some((one) => one.name === name) ||
      inputs.right?.source.columns.some((one) => one.name === name);
    const [left, right] = has(column) ? [column, column] : column.split(':');
    return {role, left: left ?? column, right: right ?? left ?? column};
  });
  return inputs.right === null ? columns : paired(columns, inputs);
}

/** Joins a column that only the left file has with one of the same role that only the right file has. */
function paired(columns: readonly RoleColumn[], {left, right}: Inputs): RoleColumn[] {
  const inLeft = (name: string) => left.source.columns.some((one) => one.name === name);
  const inRight = (name: string) => right?.source.columns.some((one) => one.name === name) ?? false;
  const waiting = new Map<Role, RoleColumn[]>();
  const found: RoleColumn[] = [];
  for (const column of columns) {
    const isOneSided =
      column.left === column.right && inLeft(column.left) !== inRight(column.right);
    if (!isOneSided) {
      found.push(column);
      continue;
    }
    const others = waiting.get(column.role) ?? [];
    const partner = others.findIndex((one) => inLeft(one.left) !== inLeft(column.left));
    if (partner < 0) {
      waiting.set(column.role, [...others, column]);
      continue;
    }
    const [other] = others.splice(partner, 1) as [RoleColumn];
    const [ours, theirs] = inLeft(column.left) ? [column, other] : [other, column];
    found.push({role: column.role, left: ours.left, right: theirs.right});
  }
  return [...found, ...[...waiting.values()].flat()];
}
