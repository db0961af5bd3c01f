/** Makes the grants of an application: what was approved, to whom, until when, and whether it stands. */

import type {IsoDay} from '../../../kernel/dates.ts';
import {dayNumber, dayOf} from '../../../kernel/dates.ts';
import {whyHeld} from '../acts/settle.ts';
import {
  type Application,
  datasetsOf,
  dpiaOf,
  endDateOf,
  ethicsOf,
  legalBasisOf,
  peopleOf,
  purposesOf,
  startDateOf,
  textOf,
  titleOf,
} from '../application/application.ts';
import type {DatasetsFile} from '../data-use/datasets-file.ts';
import type {ProjectGrants} from '../grant.ts';
import {elementsOf} from './elements.ts';

/** Answers that make an exception of what is otherwise refused (governance P6). */
const JUSTIFYING = ['week-of-birth-because', 'smallest-area-because'] as const;

/** Conditions that must be discharged before any row is read. */
export const openBeforeAccess = ({bodies}: Application): readonly string[] =>
  bodies.flatMap(({body, conditions}) =>
    conditions
      .filter((one) => one.when === 'before_access' && !one.discharged)
      .map(({id}) => `condition ${id} of ${body}`),
  );

/** Where nothing is granted, the usual least count. */
const MIN_CELL = 10;

/**
 * The grants that follow from an application as it stands; null before any approval. Version and all
 * follow from the application alone, so that the same application gives the same bytes.
 */
export function deriveGrants(
  application: Application,
  {datasets: declared}: DatasetsFile,
): Omit<ProjectGrants, 'version'> | null {
  const standing = standingOf(application);
  const people = peopleOf(application).filter(({accessesData}) => accessesData);
  const [first, ...others] = people.map(({actor}) => actor);
  const basis = legalBasisOf(application);
  if (!standing || !first || !basis) return null;
  // A dataset whose controller did not decide is left out, so that nothing of it may be read; the
  // others, and a suspension of them, must not wait until somebody has declared it again.
  const granted = datasetsOf(application).flatMap((asked) => {
    const terms = declared.find((one) => one.dataset === asked.dataset);
    const isDecided = application.bodies.some(({body}) => body === terms?.controller);
    return terms && isDecided ? [{...asked, ...terms}] : [];
  });
  return {
    project: application.project,
    byApplication: true,
    title: titleOf(application) ?? application.project,
    application: `${application.id} v${application.version}`,
    purpose: purposesOf(application)
      .map(({term, disease}) => (disease === undefined ? term : `${term} ${disease}`))
      .join(', '),
    legalBasis: [basis.article6, basis.article9, basis.confidentiality],
    people: [first, ...others],
    keyVersion: application.keyVersion,
    minCell: granted.length > 0 ? Math.max(...granted.map(({minCell}) => minCell)) : MIN_CELL,
    justified: JUSTIFYING.filter((id) => textOf(application, id) !== undefined),
    standing,
    elements: elementsOf(application).map(({kind: _, ...element}) => element),
    grants: granted.map(({dataset, columns, rowFilter, dates, controller}) => ({
      id: `${application.id}/v${application.version}/${dataset}`,
      dataset,
      columns,
      rowFilter,
      ...(dates ? {dates} : {}),
      controller,
      validFrom: validFrom(application, controller),
      validTo: validTo(application),
    })),
  };
}

function standingOf(application: Application): ProjectGrants['standing'] | null {
  const open = openBeforeAccess(application);
  switch (application.state) {
    case 'approved':
      return {state: 'in_force'};
    case 'approved_with_conditions':
      return open.length === 0
        ? {state: 'in_force'}
        : {
            state: 'suspended',
            because: `${open.join(', ')} must be discharged before data are read`,
            liftedBy: 'the body that set it',
          };
    case 'suspended':
      return {state: 'suspended', because: whyHeld(application), liftedBy: 'whoever suspended it'};
    case 'expired':
      return {state: 'ended', because: 'the application has expired', liftedBy: 'a renewal'};
    case 'closed':
      return {state: 'ended', because: 'the project is closed', liftedBy: 'nobody'};
    default:
      // Of a renewal that is not approved, or never was: what was granted before has ended.
      return application.grantsVersion === 0
        ? null
        : {state: 'ended', because: 'the renewal is not approved', liftedBy: 'its approval'};
  }
}

/** The latest of: the start asked for, the controller's yes, and the first day of what it rests on. */
function validFrom(application: Application, controller: string): string {
  const decided = application.bodies.find(({body}) => body === controller)?.decidedAt;
  const days = [
    startDateOf(application),
    decided && dayOf(decided),
    ethicsOf(application)?.validFrom,
    dpiaOf(application)?.validFrom,
  ];
  return (
    days
      .filter((day) => day !== undefined)
      .sort()
      .at(-1) ?? ''
  );
}

/** The first day on which a body's approval, or the project itself, ends. */
function validTo(application: Application): string {
  const ends = [endDateOf(application), ...application.bodies.map((one) => one.validTo)];
  return (
    ends
      .filter((day): day is IsoDay => day !== undefined)
      .sort((a, b) => dayNumber(a) - dayNumber(b))[0] ?? ''
  );
}
