/** What an application's purposes come to, controller by controller, before anything is submitted. */

import {type Decision, decide, type Reason} from '../../../kernel/decisions.ts';
import {type DatasetsFile, type DeclaredDataset, readTerms} from './datasets-file.ts';
import {decideDataUse} from './decide-data-use.ts';
import type {DataUseFacts} from './facts.ts';
import {type ConflictOverride, type OverrideContext, overrideHolds} from './override.ts';
import type {UseTerm} from './permission-rules.ts';
import {type DataUseReason, dataUseReason, type Outcome, worstOutcome} from './reasons.ts';

export interface DataUseRequest {
  readonly purposes: readonly UseTerm[];
  /** `linkedDatasets` is every other dataset asked for, unless the application says otherwise. */
  readonly facts: DataUseFacts;
  /** Names of the datasets asked for. */
  readonly datasets: readonly string[];
}

export interface DatasetUse {
  readonly dataset: string;
  readonly outcome: Outcome;
  readonly reasons: readonly DataUseReason[];
}

export interface ControllerUse {
  /** Null for datasets that nobody has declared. */
  readonly controller: string | null;
  readonly outcome: Outcome;
  readonly datasets: readonly DatasetUse[];
}

/** One decision per controller of the datasets asked for, in the order in which they are asked for. */
export function decideByController(
  request: DataUseRequest,
  {datasets}: DatasetsFile,
): ControllerUse[] {
  const byController = new Map<string | null, DatasetUse[]>();
  for (const name of new Set(request.datasets)) {
    const declared = datasets.find(({dataset}) => dataset === name);
    const controller = declared?.controller ?? null;
    const use = declared
      ? useOf(declared, request)
      : useFrom(name, [dataUseReason('PERMISSION_MISSING', null)]);
    byController.set(controller, [...(byController.get(controller) ?? []), use]);
  }
  return [...byController].map(([controller, uses]) => ({
    controller,
    outcome: worstOutcome(uses),
    datasets: uses,
  }));
}

function useOf(declared: DeclaredDataset, request: DataUseRequest): DatasetUse {
  const {permission, otherPermissions, modifiers, limits} = readTerms(declared);
  const others = new Set(request.datasets).size - 1;
  const facts: DataUseFacts = {linkedDatasets: others, ...request.facts};
  const {reasons} = decideDataUse(permission, modifiers, request.purposes, facts, limits);
  const differ = otherPermissions.map((one) => dataUseReason('PERMISSIONS_DIFFER', one));
  return useFrom(declared.dataset, [...reasons, ...differ]);
}

const useFrom = (dataset: string, reasons: readonly DataUseReason[]): DatasetUse => ({
  dataset,
  outcome: worstOutcome(reasons),
  reasons,
});

/**
 * Whether the application may go to every controller: a conflict stops it unless that controller's
 * own approvers have overridden it. What is incomplete or left to people does not stop it here.
 */
export function decideSubmission(
  uses: readonly ControllerUse[],
  overrides: readonly ConflictOverride[],
  context: OverrideContext,
): Decision {
  const against = uses
    .filter(({outcome}) => outcome === 'conflict')
    .flatMap((use): Reason[] => {
      const {controller} = use;
      const conflicts = use.datasets.flatMap(({dataset, reasons}) =>
        reasons
          .filter(({outcome}) => outcome === 'conflict')
          .map(
            ({because}): Reason => ({code: 'DATA_USE_CONFLICT', because: `${dataset}: ${because}`}),
          ),
      );
      if (controller === null) return conflicts;
      const mine = overrides.filter(({body}) => body === controller);
      const held = overrideHolds(mine, {...context, controller});
      if (held.allowed) return [];
      // Nobody has tried to override: the conflict alone is told.
      return mine.length === 0 ? conflicts : [...conflicts, ...held.reasons];
    });
  return decide(against);
}
