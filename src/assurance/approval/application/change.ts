/** A change to an application: nothing in it moves but through the tables, and nothing without an event. */

import {addMonths, dayOf, type Instant, type IsoDay} from '../../../kernel/dates.ts';
import {refuse} from '../../../kernel/errors.ts';
import type {EventCode} from '../../audit/event-codes.ts';
import {AMENDMENT, type AmendmentState} from '../states/amendment.ts';
import {APPLICATION, type ApplicationState} from '../states/application.ts';
import {BODY, type BodyState} from '../states/body.ts';
import {type Machine, type Mover, transitionOf} from '../states/machine.ts';
import type {Amendment, Application, BodyReview, HistoryEvent} from './application.ts';

/** Who acts, in which role, and when. */
export interface Acting {
  readonly actor: string;
  readonly at: Instant;
}

/** What else an event says. */
interface About {
  readonly body?: string;
  readonly amendment?: number;
  readonly because?: string;
  readonly from?: string;
  readonly to?: string;
  readonly objects?: readonly {readonly type: string; readonly id: string}[];
}

const SYSTEM = 'system:approval';

export class Change {
  readonly #acting: Acting;
  readonly #before: Application;
  #application: Application;

  constructor(application: Application, acting: Acting) {
    this.#application = application;
    this.#before = application;
    this.#acting = acting;
  }

  get application(): Application {
    return this.#application;
  }

  /** Whether something differs of which no event tells; such a change would be lost from the log. */
  get isUntold(): boolean {
    const {history} = this.#application;
    return this.#application !== this.#before && history.length === this.#before.history.length;
  }

  get actor(): string {
    return this.#acting.actor;
  }

  get at(): Instant {
    return this.#acting.at;
  }

  get today(): IsoDay {
    return dayOf(this.#acting.at);
  }

  /** Changes what is not a state. */
  set(fields: Partial<Omit<Application, 'state' | 'history' | 'bodies' | 'amendments'>>): void {
    this.#application = {...this.#application, ...fields};
  }

  /** Something that happened and is no transition, such as a vote. */
  note(event: EventCode, role: Mover, about: About = {}): void {
    const {history, applicant} = this.#application;
    const by = role === 'system' ? SYSTEM : role === 'applicant' ? applicant : this.actor;
    const happened: HistoryEvent = {n: history.length + 1, at: this.at, by, role, event, ...about};
    this.#application = {...this.#application, history: [...history, happened]};
  }

  /** @throws Refusal TRANSITION_UNDEFINED */
  move(to: ApplicationState, by: Mover, because?: string): void {
    const {state: from, id} = this.#application;
    const {event} = allowed(APPLICATION, from, to, by, `application ${id}`);
    this.#application = {...this.#application, state: to};
    this.note(event, by, {from, to, ...said(because)});
  }

  body(id: string): BodyReview {
    const found = this.#application.bodies.find(({body}) => body === id);
    if (!found) {
      const needed = this.#application.bodies.map(({body}) => body).join(', ') || 'none yet';
      throw refuse('NOT_ITS_BODY', `${id} does not decide on this application; it needs ${needed}`);
    }
    return found;
  }

  setBody(id: string, fields: Partial<Omit<BodyReview, 'body' | 'state'>>): void {
    this.#replaceBody({...this.body(id), ...fields});
  }

  /** @throws Refusal TRANSITION_UNDEFINED */
  moveBody(id: string, to: BodyState, by: Mover, because?: string): void {
    const review = this.body(id);
    const {event} = allowed(BODY, review.state, to, by, id);
    this.#replaceBody({...review, state: to});
    this.note(event, by, {body: id, from: review.state, to, ...said(because)});
  }

  #replaceBody(review: BodyReview): void {
    const bodies = this.#application.bodies.map((one) => (one.body === review.body ? review : one));
    this.#application = {...this.#application, bodies};
  }

  /** What an approval says beside its state: when it was given, and until when it is good. */
  approveBody(id: string, validMonths: number): void {
    this.setBody(id, {decidedAt: this.at, validTo: addMonths(this.today, validMonths)});
  }

  setBodies(bodies: readonly BodyReview[]): void {
    this.#application = {...this.#application, bodies};
  }

  amendment(id: number): Amendment {
    const found = this.#application.amendments.find((one) => one.id === id);
    if (!found) throw refuse('AMENDMENT_UNKNOWN', `this application has no amendment ${id}`);
    return found;
  }

  addAmendment(amendment: Amendment): void {
    const amendments = [...this.#application.amendments, amendment];
    this.#application = {...this.#application, amendments};
  }

  setAmendment(id: number, fields: Partial<Omit<Amendment, 'id' | 'state'>>): void {
    this.#replaceAmendment({...this.amendment(id), ...fields});
  }

  /** @throws Refusal TRANSITION_UNDEFINED */
  moveAmendment(id: number, to: AmendmentState, by: Mover, because?: string): void {
    const amendment = this.amendment(id);
    const {event} = allowed(AMENDMENT, amendment.state, to, by, `amendment ${id}`);
    this.#replaceAmendment({...amendment, state: to});
    this.note(event, by, {amendment: id, from: amendment.state, to, ...said(because)});
  }

  #replaceAmendment(amendment: Amendment): void {
    const amendments = this.#application.amendments.map((one) =>
      one.id === amendment.id ? amendment : one,
    );
    this.#application = {...this.#application, amendments};
  }
}

const said = (because: string | undefined) => (because === undefined ? {} : {because});

function allowed<State extends string>(
  machine: Machine<State>,
  from: State,
  to: State,
  by: Mover,
  what: string,
) {
  const transition = transitionOf(machine, from, to);
  if (!transition) {
    const next = machine.transitions.filter((one) => one.from === from).map((one) => one.to);
    const after = next.length === 0 ? 'nothing; that is its end' : next.join(', ');
    throw refuse(
      'TRANSITION_UNDEFINED',
      `${what} is ${from}, and cannot become ${to}; after ${from} comes ${after}`,
    );
  }
  if (!transition.by.includes(by)) {
    throw refuse('ROLE_NOT_HELD', `${transition.by.join(' or ')} makes ${what} ${to}, not ${by}`);
  }
  return transition;
}
