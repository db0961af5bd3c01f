/** Whether a lay summary can be read by those whom it is for (governance G8). */

import type {Reason} from '../../../kernel/decisions.ts';
import {type Application, textOf} from '../application/application.ts';
import {LAY_SUMMARY_READING_AGE, readabilityOf} from './readability.ts';

/** Reasons against the summary, with its hardest sentences by number; none where it reads well. */
export function judgeSummary(
  application: Pick<Application, 'answers'>,
  limit: number = LAY_SUMMARY_READING_AGE,
): Reason[] {
  const {readingAge, hardest} = readabilityOf(textOf(application, 'lay-summary') ?? '');
  if (readingAge <= limit) return [];
  const sentences = hardest
    .filter((one) => one.readingAge > limit)
    .map(({sentence, words}) => `sentence ${sentence} (${words} words)`);
  const which = sentences.length > 0 ? `; hardest: ${sentences.join(', ')}` : '';
  const because = `lay-summary reads at ${readingAge.toFixed(1)} years, and ${limit} is the limit${which}`;
  return [{code: 'SUMMARY_TOO_HARD', because}];
}
