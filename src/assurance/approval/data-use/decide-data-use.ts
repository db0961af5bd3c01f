/** Whether a dataset's terms admit a use: advice and a hard stop, never an approval (governance G4). */

import type {DataUseFacts, TermLimits} from './facts.ts';
import {modifierReasons} from './modifier-rules.ts';
import {permissionReasons, type UseTerm} from './permission-rules.ts';
import {type DataUseReason, type Outcome, worstOutcome} from './reasons.ts';

export interface DataUseDecision {
  /** The worst of all reasons, so that no abstention and no missing paper hides a conflict. */
  readonly outcome: Outcome;
  /** Every reason, for and against. */
  readonly reasons: readonly DataUseReason[];
}

/**
 * @param permission what the dataset may be used for; null when nothing is recorded
 * @param modifiers short names or ids of terms, in the dataset's order
 * @param limits what the dataset's modifiers allow: months, days and lists
 */
export function decideDataUse(
  permission: UseTerm | null,
  modifiers: readonly string[],
  purposes: readonly UseTerm[],
  facts: DataUseFacts,
  limits: TermLimits = {},
): DataUseDecision {
  const reasons = [
    ...permissionReasons(permission, purposes, facts),
    ...modifierReasons(modifiers, {facts, limits, purposes}),
  ];
  return {outcome: worstOutcome(reasons), reasons};
}
