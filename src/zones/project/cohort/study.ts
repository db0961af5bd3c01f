/** The study definition: strict, without default windows, in the order in which it is applied. */

import {z} from 'zod';
import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {CODE_SYSTEMS, COLUMN_NAME} from '../../../kernel/contract/schema.ts';

const Name = z.string().regex(/^[a-z][a-z0-9_]*$/);
const Column = z.string().regex(COLUMN_NAME);
const Day = z.iso.date();
const At = z.literal('index');

const EligibilitySchema = z.discriminatedUnion('kind', [
  z.strictObject({step: Name, kind: z.literal('hasIndex')}),
  z.strictObject({step: Name, kind: z.literal('indexInPeriod')}),
  z.strictObject({
    step: Name,
    kind: z.literal('registered'),
    minPriorDays: z.int().nonnegative(),
    maxGapDays: z.int().nonnegative(),
    at: At,
  }),
  z.strictObject({step: Name, kind: z.literal('age'), min: z.int(), max: z.int(), at: At}),
  z.strictObject({step: Name, kind: z.literal('sex'), values: z.array(z.string()).nonempty()}),
  z.strictObject({step: Name, kind: z.literal('alive'), at: At}),
  z.strictObject({step: Name, kind: z.literal('followUp'), minDays: z.int().min(1)}),
]);

const EXIT_REASONS = ['death', 'study_end', 'deregistered'] as const;

export const StudySchema = z
  .strictObject({
    study: z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]*$/),
      version: z.int().positive(),
      question: z.string(),
      purpose: z.string(),
    }),
    period: z.strictObject({start: Day, end: Day, followUpEnd: Day, extractDate: Day}),
    sources: z.strictObject({
      persons: z.strictObject({table: Name, id: Column, birth: Column, sex: Column}),
      deaths: z.strictObject({table: Name, id: Column, date: Column}),
      registrations: z.strictObject({table: Name, id: Column, start: Column, end: Column}),
      events: z.strictObject({table: Name, id: Column, date: Column, code: Column}),
    }),
    codelists: z.record(
      Name,
      z.strictObject({
        file: z.string(),
        system: z.enum(CODE_SYSTEMS),
        codeColumn: z.string(),
      }),
    ),
    entities: z.record(
      Name,
      z.strictObject({codelist: Name, onset: z.literal('incidentOrPrevalent')}),
    ),
    /** The index date is the first record of one entity. */
    index: z.strictObject({logic: Name, select: z.literal('first')}),
    eligibility: z.array(EligibilitySchema).nonempty(),
    outcomes: z.strictObject({death: z.strictObject({source: z.literal('deaths')})}),
    followUp: z.strictObject({
      start: z.literal('index'),
      end: z.array(
        z.union([z.enum(EXIT_REASONS), z.strictObject({max_follow_up: z.int().min(1)})]),
      ),
    }),
  })
  .superRefine((study, context) => {
    const wrong = (path: (string | number)[], message: string) =>
      context.addIssue({code: 'custom', path, message});
    const {start, end, followUpEnd, extractDate} = study.period;
    if (!(start <= end && end <= followUpEnd && followUpEnd <= extractDate)) {
      wrong(['period'], 'start, end, followUpEnd and extractDate must follow each other');
    }
    if (!study.followUp.end.includes('study_end')) {
      wrong(['followUp', 'end'], 'must name study_end: somebody may reach no other end');
    }
    const entity = study.entities[study.index.logic];
    if (!entity) wrong(['index', 'logic'], 'names no entity');
    else if (!study.codelists[entity.codelist]) wrong(['entities'], 'names no code list');
    const steps = study.eligibility.map(({step}) => step);
    if (new Set(steps).size < steps.length) wrong(['eligibility'], 'two steps have one name');
    if (study.eligibility[0]?.kind !== 'hasIndex') {
      wrong(['eligibility', 0], 'the first step must be hasIndex: nobody is followed from nowhere');
    }
    for (const [i, one] of study.eligibility.entries()) {
      if (one.kind === 'age' && one.min > one.max) wrong(['eligibility', i], 'min is above max');
    }
  });

export type Study = z.infer<typeof StudySchema>;
export type EligibilityStep = Study['eligibility'][number];

/** @throws DataFault STUDY_INVALID with every path that is wrong */
export const parseStudy = (text: string): Study =>
  parseDefinition(text, StudySchema, 'STUDY_INVALID');

/** The columns that a study reads, by table: what its grants must hold. */
export function columnsRead({sources}: Study): Map<string, Set<string>> {
  const read = new Map<string, Set<string>>();
  for (const {table, ...columns} of Object.values(sources)) {
    const names = read.get(table) ?? new Set<string>();
    for (const name of Object.values(columns)) names.add(name);
    read.set(table, names);
  }
  return read;
}
