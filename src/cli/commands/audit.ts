/** Commands of the audit log. */

import type {Command} from '../command.ts';
import {cosign} from './audit/cosign.ts';
import {exportLog} from './audit/export.ts';
import {heartbeat} from './audit/heartbeat.ts';
import {monitor} from './audit/monitor.ts';
import {policy} from './audit/policy.ts';
import {prove} from './audit/prove.ts';
import {reconcileCommand} from './audit/reconcile.ts';
import {review} from './audit/review.ts';
import {start} from './audit/start.ts';
import {verify} from './audit/verify.ts';
import {witness} from './audit/witness.ts';

export const auditCommands: readonly Command[] = [
  verify,
  exportLog,
  prove,
  review,
  monitor,
  reconcileCommand,
  start,
  policy,
  cosign,
  witness,
  heartbeat,
];
