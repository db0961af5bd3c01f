/** An application: every answer once, what each body made of it, and everything that happened to it. */

import type {Instant, IsoDay} from '../../../kernel/dates.ts';
import type {Digest} from '../../../kernel/digests.ts';
import type {AmendmentState} from '../states/amendment.ts';
import type {ApplicationState} from '../states/application.ts';
import type {BodyState} from '../states/body.ts';
import type {AnswerValue, DatasetAsked, LegalBasis, Person, Purpose, Reference} from './answers.ts';

export interface Answer {
  readonly value: AnswerValue;
  readonly by: string;
  readonly at: Instant;
  /** `carried`: taken over from another application; `confirmed`: that, and looked at again. */
  readonly source: 'typed' | 'carried' | 'confirmed';
  /** The application it was carried from. */
  readonly from?: string;
}

export type Answers = {readonly [question: string]: Answer};

export interface Vote {
  readonly by: string;
  readonly vote: 'approve' | 'approve_with_conditions' | 'reject';
  readonly because: string;
  readonly at: Instant;
}

export interface Condition {
  /** Counted from 1 within its body. */
  readonly id: number;
  /** The member who set it; it falls with the vote that it came with. */
  readonly by: string;
  readonly text: string;
  /** Data may be read only once every `before_access` condition is discharged. */
  readonly when: 'before_access' | 'during_access';
  readonly discharged?: {readonly by: string; readonly at: Instant; readonly because: string};
}

export interface BodyReview {
  readonly body: string;
  /** Version of the body's form. */
  readonly version: number;
  readonly state: BodyState;
  /** Where it goes back to after a suspension. */
  readonly cameFrom?: BodyState;
  readonly requiredBecause: readonly string[];
  readonly votes: readonly Vote[];
  readonly conflicts: readonly {
    readonly member: string;
    readonly because: string;
    readonly at: Instant;
  }[];
  readonly conditions: readonly Condition[];
  /** Question ids that it asks to be made clear. */
  readonly clarify: readonly string[];
  readonly decidedAt?: Instant;
  readonly validTo?: IsoDay;
}

export interface Amendment {
  /** Counted from 1. */
  readonly id: number;
  readonly state: AmendmentState;
  readonly answers: Answers;
  /** Question ids whose answers differ. */
  readonly changes: readonly string[];
  readonly bodies: readonly {
    readonly body: string;
    readonly votes: readonly Vote[];
    readonly decision: 'accepted' | 'rejected' | null;
  }[];
}

/** Something that happened: one entry of the audit log each, in the same order. */
export interface HistoryEvent {
  /** Counted from 1. */
  readonly n: number;
  readonly at: Instant;
  readonly by: string;
  readonly role: string;
  readonly event: string;
  readonly from?: string;
  readonly to?: string;
  readonly body?: string;
  readonly amendment?: number;
  /** In words; the log has a commitment to it. */
  readonly because?: string;
  /** What else its entry names, such as a grant with its dataset and last day. */
  readonly objects?: readonly {readonly type: string; readonly id: string}[];
}

export interface Lane {
  readonly id: string;
  readonly title: string;
  /** Every rule, whether it fired, and the answer that it read. */
  readonly reasons: readonly {
    readonly rule: string;
    readonly holds: boolean;
    readonly read: string;
    readonly because: string;
  }[];
  /** Working days until the slowest body means to have decided. */
  readonly expectedDays: number;
}

export interface Override {
  /** The body whose dataset's terms are overridden. */
  readonly controller: string;
  /** Which conflict it lifts: that which was there when it was given, and no later one. */
  readonly conflict: Digest;
  readonly by: string;
  readonly because: string;
  readonly at: Instant;
}

/** Why access is held back although the bodies approve. */
export interface Hold {
  readonly cause: 'officer' | 'data_controller' | 'lapse';
  /** What lapsed, or the reason in words. */
  readonly what: string;
  readonly by: string;
  readonly at: Instant;
}

export interface Application {
  readonly v: 1;
  readonly id: string;
  readonly project: string;
  /** Grows with every accepted amendment and renewal. */
  readonly version: number;
  readonly state: ApplicationState;
  /** Where it goes back to after a suspension. */
  readonly cameFrom?: ApplicationState;
  readonly holds: readonly Hold[];
  /** Warnings of a lapse that were given: what, when it ends, and how many days ahead. */
  readonly warned: readonly {
    readonly what: string;
    readonly validTo: IsoDay;
    readonly days: number;
  }[];
  readonly applicant: string;
  readonly answers: Answers;
  /** An earlier application whose answers were carried over. */
  readonly reuses?: string;
  readonly lane: Lane | null;
  readonly bodies: readonly BodyReview[];
  readonly overrides: readonly Override[];
  readonly amendments: readonly Amendment[];
  /** Question ids that the officer asks to be made clear. */
  readonly clarify: readonly string[];
  readonly history: readonly HistoryEvent[];
  /** Version of the project's key that its extracts are under. */
  readonly keyVersion: number;
  /** Version of the grants that were made of it; 0 before the first. */
  readonly grantsVersion: number;
  readonly policyHash: Digest;
}

const answerTo = <T>({answers}: Pick<Application, 'answers'>, id: string): T | undefined =>
  answers[id]?.value as T | undefined;

type Answered = Pick<Application, 'answers'>;

/** The answers that the program itself reads, each under its fixed question id. */
export const peopleOf = (of: Answered): readonly Person[] => answerTo(of, 'people') ?? [];
export const purposesOf = (of: Answered): readonly Purpose[] => answerTo(of, 'purposes') ?? [];
export const datasetsOf = (of: Answered): readonly DatasetAsked[] => answerTo(of, 'datasets') ?? [];
export const legalBasisOf = (of: Answered): LegalBasis | undefined => answerTo(of, 'legal-basis');
export const ethicsOf = (of: Answered): Reference | undefined => answerTo(of, 'ethics-opinion');
export const dpiaOf = (of: Answered): Reference | undefined => answerTo(of, 'dpia');
export const titleOf = (of: Answered): string | undefined => answerTo(of, 'title');
export const startDateOf = (of: Answered): IsoDay | undefined => answerTo(of, 'start-date');
export const endDateOf = (of: Answered): IsoDay | undefined => answerTo(of, 'end-date');
export const textOf = (of: Answered, id: string): string | undefined => answerTo(of, id);
export const yesOf = (of: Answered, id: string): boolean => answerTo(of, id) === true;
