/** What a draft still needs, before anybody is asked: answers, bodies, and what the data may be used for. */

import type {Application} from '../../../assurance/approval/application/application.ts';
import {dataUseOf} from '../../../assurance/approval/application/data-use-facts.ts';
import {missingAnswers, requiredBodies} from '../../../assurance/approval/application/required.ts';
import type {Policy} from '../../../assurance/approval/policy/policy.ts';
import {counted} from '../../../kernel/counted.ts';
import type {IsoDay} from '../../../kernel/dates.ts';

export function draftWords(application: Application, policy: Policy, today: IsoDay) {
  const missing = missingAnswers(application.answers, policy);
  const bodies = requiredBodies(application.answers, policy);
  const uses = dataUseOf(application, policy.datasets, today);
  return {
    json: {
      missing,
      requiredBodies: bodies.map(({body, because}) => ({body: body.body, because})),
      dataUse: uses,
    },
    text: [
      `  ${counted(bodies.length, 'body decides', 'bodies decide')}: ${bodies.map(({body}) => body.body).join(', ') || 'none yet'}`,
      ...missing.map(
        ({question, neededBy}) =>
          `  missing: ${question}, for ${neededBy.join(', ') || 'everybody'}`,
      ),
      ...uses.flatMap(({controller, datasets}) =>
        datasets.flatMap(({dataset, outcome, reasons}) =>
          outcome === 'allow'
            ? [`  ${dataset} (${controller ?? 'nobody declared'}): the purpose is allowed`]
            : reasons
                .filter((reason) => reason.outcome !== 'allow')
                .map(
                  ({because}) =>
                    `  ${dataset} (${controller ?? 'nobody declared'}): ${outcome}: ${because}`,
                ),
        ),
      ),
    ],
  };
}
