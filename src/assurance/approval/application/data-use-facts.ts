/** What an application says that data-use terms ask about, read from its answers. */

import {dayNumber, type IsoDay} from '../../../kernel/dates.ts';
import {type Digest, digestOf} from '../../../kernel/digests.ts';
import {type ControllerUse, decideByController} from '../data-use/conflicts.ts';
import type {DatasetsFile} from '../data-use/datasets-file.ts';
import type {DataUseFacts} from '../data-use/facts.ts';
import type {UseTerm} from '../data-use/permission-rules.ts';
import {
  type Application,
  datasetsOf,
  endDateOf,
  ethicsOf,
  peopleOf,
  purposesOf,
  startDateOf,
  textOf,
} from './application.ts';

type Answered = Pick<Application, 'answers' | 'project'>;

/** One decision per controller of the datasets asked for. */
export const dataUseOf = (
  application: Answered,
  datasets: DatasetsFile,
  today: IsoDay,
): readonly ControllerUse[] =>
  decideByController(
    {
      purposes: purposesOf(application).map(useTerm),
      facts: factsOf(application, today),
      datasets: datasetsOf(application).map(({dataset}) => dataset),
    },
    datasets,
  );

/** What of a controller's terms an application is in conflict with, told apart from any other conflict. */
export const conflictOf = ({datasets}: ControllerUse): Digest =>
  digestOf(
    datasets.flatMap(({dataset, reasons}) =>
      reasons
        .filter(({outcome}) => outcome === 'conflict')
        .map(({because}) => `${dataset}: ${because}`),
    ),
  );

const useTerm = ({term, disease}: {term: string; disease?: string | undefined}): UseTerm =>
  disease === undefined ? {term} : {term, disease};

const DAYS_A_MONTH = 365.25 / 12;

export function factsOf(application: Answered, today: IsoDay): DataUseFacts {
  const ethics = ethicsOf(application);
  const start = startDateOf(application);
  const end = endDateOf(application);
  const people = peopleOf(application);
  const topic = textOf(application, 'sensitive-topic');
  const sector = textOf(application, 'organisation-sector');
  const yesNo = (id: string): boolean | undefined =>
    application.answers[id]?.value as boolean | undefined;
  return defined({
    today,
    ethicsRef: ethics?.ref,
    ethicsValidTo: ethics?.validTo as IsoDay | undefined,
    publicationPlan: textOf(application, 'publication-plan') === undefined ? undefined : true,
    plannedPublication: application.answers['planned-publication']?.value as IsoDay | undefined,
    collaborationAgreed: yesNo('collaboration-agreed'),
    returnAgreed: yesNo('return-agreed'),
    monthsRequested:
      start && end ? Math.ceil((dayNumber(end) - dayNumber(start)) / DAYS_A_MONTH) : undefined,
    users: people.map(({actor}) => actor),
    institutions: [...new Set(people.map(({organisation}) => organisation))],
    project: application.project,
    regions: application.answers.regions?.value as readonly string[] | undefined,
    commercialPurpose: yesNo('commercial-purpose'),
    organisationType:
      sector === undefined ? undefined : sector === 'company' ? 'for-profit' : 'not-for-profit',
    geneticStudy: yesNo('genetic-data'),
    clinicalCareUse: yesNo('clinical-care-use'),
    sensitiveTopic: topic === 'none' ? undefined : topic,
  });
}

type Optional<T> = {[K in keyof T]: T[K] | undefined};

/** Leaves out what is not known: a fact that is not there is not a no. */
const defined = (facts: Optional<DataUseFacts> & {today: IsoDay}): DataUseFacts =>
  Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as unknown as DataUseFacts;
