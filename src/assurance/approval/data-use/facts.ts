/** What an application says that data-use terms ask about. A fact that is not there is not yet known. */

import type {IsoDay} from '../../../kernel/dates.ts';

export interface DataUseFacts {
  /** The day of the decision. */
  readonly today: IsoDay;
  /** The diseases directly above each disease; a purpose below what is permitted is within it. */
  readonly diseasesAbove?: Readonly<Record<string, readonly string[]>>;

  readonly ethicsRef?: string;
  readonly ethicsValidTo?: IsoDay;
  readonly publicationPlan?: boolean;
  readonly collaborationAgreed?: boolean;
  readonly returnAgreed?: boolean;
  readonly plannedPublication?: IsoDay;
  readonly monthsRequested?: number;
  readonly users?: readonly string[];
  readonly institutions?: readonly string[];
  readonly project?: string;
  readonly regions?: readonly string[];
  readonly commercialPurpose?: boolean;
  readonly organisationType?: 'for-profit' | 'not-for-profit';
  readonly geneticStudy?: boolean;
  readonly clinicalCareUse?: boolean;
  /** How many other datasets it is linked to. */
  readonly linkedDatasets?: number;
  /** Vulnerable groups, sexual health, stigmatised illness and the like, which only people judge. */
  readonly sensitiveTopic?: string;
}

/** What a modifier of a dataset allows; set by its controller. */
export interface TermLimits {
  readonly monthsAllowed?: number;
  readonly moratoriumTo?: IsoDay;
  readonly usersAllowed?: readonly string[];
  readonly institutionsAllowed?: readonly string[];
  readonly projectsAllowed?: readonly string[];
  readonly regionsAllowed?: readonly string[];
}

/** Whether a disease is another, or below it at any depth. A circle in the relation ends. */
export function isWithin(
  disease: string,
  permitted: string,
  above: DataUseFacts['diseasesAbove'] = {},
): boolean {
  const seen = new Set<string>();
  const next = [disease];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (one === permitted) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    if (Object.hasOwn(above, one)) next.push(...(above[one] ?? []));
  }
  return false;
}
