/** What answering once saves, in sentences for people. */

import {counted} from '../../../kernel/counted.ts';
import type {Savings} from './savings.ts';

const ratio = (value: number): string => value.toFixed(1);

export function savingsInWords(savings: Savings): string[] {
  const {bodies, datasets, paperForms, fieldsEmitted, distinctFacts, submissions} = savings;
  const {launches, champion} = savings.onPaper;
  const sentences = [
    `${counted(bodies, 'body decides', 'bodies decide')} on ${counted(datasets, 'dataset')}. On paper they ask for ${counted(paperForms, 'form')}; here one application prints them all.`,
    `${counted(savings.questionsAskedOnce, 'question was', 'questions were')} asked once. On separate forms they would have been ${savings.questionsOnSeparateForms}.`,
    `${counted(distinctFacts, 'answer fills', 'answers fill')} ${counted(fieldsEmitted, 'field')}: each is used ${ratio(savings.reuseRatio)} times, and ${counted(savings.repeatAnswersSaved, 'repeat answer was', 'repeat answers were')} saved.`,
    savings.askedAgain === 0
      ? 'No question was shown again while a good answer to it was there.'
      : `${counted(savings.askedAgain, 'question was', 'questions were')} shown again although a good answer was there.`,
  ];
  if (submissions.perForm !== null) {
    sentences.push(
      `${counted(submissions.ofForms, 'form was', 'forms were')} handed in, ${ratio(submissions.perForm)} for each body.`,
    );
  }
  if (savings.carriedOver) {
    const {answersNeeded, carried, share, shown} = savings.carriedOver;
    sentences.push(
      `${carried} of ${counted(answersNeeded, 'answer')} (${Math.floor(share * 100)} %) came unchanged from the earlier application; ${shown.length} had to be looked at. ${champion.study}, took ${champion.forms} forms anew.`,
    );
  }
  sentences.push(
    `For comparison: ${launches.study}, took ${launches.forms} forms, ${launches.submissions} submissions of about ${launches.documents} documents, ${launches.bodies} bodies and ${launches.yearsToData} years.`,
    `Sources: ${[...new Set([...launches.sources, ...champion.sources])].join('; ')}.`,
  );
  return sentences;
}
