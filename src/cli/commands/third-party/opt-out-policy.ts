/** Reads which opt-out lists there are, and which apply to a dataset, from the folder of policy. */

import {join} from 'node:path';
import {parseDatasets} from '../../../assurance/approval/data-use/datasets-file.ts';
import {
  type ApplyingLists,
  listsForApplication,
  type OptOutsFile,
  parseOptOuts,
} from '../../../assurance/approval/opt-outs/opt-outs-file.ts';
import {exists} from '../../../engine/files.ts';
import {refuse} from '../../../kernel/errors.ts';
import {readText} from '../../read-definitions.ts';

/** @throws Refusal OPT_OUTS_MISSING when the policy says nothing of opt-outs */
export async function readOptOutPolicy(governance: string): Promise<OptOutsFile> {
  const path = join(governance, 'opt-outs.yaml');
  if (!(await exists(path))) throw nothingSaid('opt-outs.yaml');
  return parseOptOuts(await readText(path, 'opt-outs.yaml'));
}

/** What is missing from the policy is told when a dataset asks for it, so that files given by hand do without. */
export async function readOptOutLists(
  governance: string,
  application: string | null,
): Promise<(dataset: string) => ApplyingLists> {
  const path = join(governance, 'datasets.yaml');
  for (const name of ['opt-outs.yaml', 'datasets.yaml']) {
    if (await exists(join(governance, name))) continue;
    return () => {
      throw nothingSaid(name);
    };
  }
  const policy = await readOptOutPolicy(governance);
  const datasets = parseDatasets(await readText(path, 'datasets.yaml'));
  return (dataset) => listsForApplication(dataset, datasets, policy, application);
}

const nothingSaid = (name: string) =>
  refuse('OPT_OUTS_MISSING', `the folder of policy has no ${name}, and linkage fails closed`);
