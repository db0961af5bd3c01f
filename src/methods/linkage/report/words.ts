/** What codes are called on the page. */

import type {LostAt, RecordState} from '../evaluate/funnel.ts';
import type {AccuracyRow, LinkageReport, SubgroupRow} from './schema.ts';

export const STATE_WORDS: Readonly<Record<RecordState, string>> = {
  opted_out: 'opted out',
  insufficient: 'too little to link by',
  not_blocked: 'never compared',
  below_threshold: 'no pair strong enough',
  ambiguous: 'more than one person possible',
  constraint: 'ruled out',
  linked: 'linked',
};

/** The level of a comparison to which neither match nor difference means anything. */
export const SAYS_NOTHING = 'says nothing';

export const STATE_MEANINGS: Readonly<Record<RecordState, string>> = {
  opted_out: 'the person asked not to take part; removed before anything else',
  insufficient: 'identifiers are missing or cannot be true',
  not_blocked: 'no blocking rule put it beside another record',
  below_threshold: 'its best pair weighs less than the threshold',
  ambiguous: 'the best person does not lead by enough over the next',
  constraint:
    'a rule forbids its best pair: the other record fits a better one, or an event comes after death',
  linked: 'one person, by enough weight and enough lead',
};

export const STAGE_WORDS: Readonly<Record<LostAt, string>> = {
  validation: 'validation',
  blocking: 'blocking',
  scoring: 'scoring',
  margin: 'margin',
  constraint: 'constraint',
};

export const VERDICT_WORDS: Readonly<Record<SubgroupRow['verdict'], string>> = {
  pass: 'within tolerance',
  watch: 'watch',
  fail: 'below tolerance',
  too_few: 'too few to say',
};

/** How an accuracy is known, in a phrase that follows a comma. */
export const HOW_WORDS: Readonly<Record<AccuracyRow['how'], string>> = {
  truth: 'counted against known truth',
  clerical: 'estimated by clerical review',
  calibrated_model: 'estimated by the calibrated model',
  uncalibrated_model: 'claimed by the model, not calibrated',
};

export const KIND_WORDS: Readonly<Record<LinkageReport['kind'], string>> = {
  dedupe: 'records of one file that are one person',
  link: 'records of two files that are one person',
  link_and_dedupe: 'records within and across files that are one person',
  spine: 'records and the person on the spine they belong to',
};

export const isEstimate = ({how}: Pick<AccuracyRow, 'how'>): boolean => how !== 'truth';

/** The parts of the page, in the order of readers: a panel reads the first three, an analyst all. */
export const HEADINGS = {
  records: 'What became of every record',
  accuracy: 'How sure the links are',
  subgroups: 'For whom it works less well',
  inputs: 'What came in',
  blocking: 'Which pairs were compared',
  model: 'What counts as evidence',
  scores: 'Where the line was drawn',
  explanations: 'Why a pair weighs what it weighs',
  people: 'The links as a whole',
  guild: 'What is known, and what is not',
  paper: 'For a paper',
  again: 'To do it again',
} as const;
export type SectionId = keyof typeof HEADINGS;
