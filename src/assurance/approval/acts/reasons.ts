/** Every decision carries its reason. */

import {refuse} from '../../../kernel/errors.ts';
import {personalDataInText} from '../application/personal-data.ts';

/** Long enough to be a reason; whoever is affected reads it. */
const SHORTEST_REASON = 3;

/** @throws Refusal REASON_MISSING, or PERSONAL_DATA_IN_ANSWER as for any other free text */
export function requireReason(because: string | undefined): string {
  const reason = because?.trim() ?? '';
  if (reason.length < SHORTEST_REASON)
    throw refuse('REASON_MISSING', 'say why, in words of three letters at least');
  const kinds = personalDataInText(reason);
  if (kinds.length > 0)
    throw refuse('PERSONAL_DATA_IN_ANSWER', `the reason holds what looks like ${kinds.join(', ')}`);
  return reason;
}
