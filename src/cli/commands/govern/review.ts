/** Commands of the bodies: acknowledge, ask, declare a conflict, vote, close the vote, conditions. */

import {decideAmendment, voteOnAmendment} from '../../../assurance/approval/acts/amend.ts';
import {
  acknowledge,
  askBody,
  type Ballot,
  decideBody,
  declareConflict,
  dischargeCondition,
  rejectSuspended,
  vote,
} from '../../../assurance/approval/acts/review.ts';
import {overrideConflict} from '../../../assurance/approval/acts/scope.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput} from '../../command.ts';
import {becauseOption, bodyNamed, bodyOption, changing, questionsOf} from './desk.ts';

const amendmentOption = {
  amendment: {type: 'string', value: 'N', help: 'about this amendment only'},
} as const;

const VOTES = ['approve', 'approve_with_conditions', 'reject'] as const;

const review: Command = {
  name: 'govern review',
  summary: 'a member of a body acknowledges its form, asks, declares a conflict, or votes',
  positionals: ['APPLICATION'],
  options: {
    ...bodyOption,
    acknowledge: {type: 'boolean', help: 'the form has arrived: the body’s clock starts'},
    ask: {type: 'string', value: 'IDS', help: 'questions to make clear, by id and comma'},
    conflict: {type: 'boolean', help: 'declares a conflict of interest of the actor'},
    vote: {type: 'string', value: 'VOTE', help: `${VOTES.join(', ')}`},
    condition: {
      type: 'string',
      value: 'TEXT',
      help: 'with approve_with_conditions; may be repeated',
      repeated: true,
    },
    'condition-before': {
      type: 'string',
      value: 'TEXT',
      help: 'as --condition, to be discharged before any access',
      repeated: true,
    },
    ...becauseOption,
    ...amendmentOption,
  },
  run: (input) =>
    changing(input, 'body_member', (change, desk) => {
      const body = bodyNamed(desk, input.need('body'));
      const because = input.text('because');
      if (input.isSet('acknowledge')) return acknowledge(change, body);
      if (input.isSet('conflict')) return declareConflict(change, body, because);
      const ask = input.text('ask');
      if (ask !== undefined) return askBody(change, body, questionsOf(ask), because);
      const amendment = input.text('amendment');
      const ballot = ballotOf(input);
      return amendment === undefined
        ? vote(change, body, ballot)
        : voteOnAmendment(change, Number(amendment), body, ballot);
    }),
};

function ballotOf(input: CommandInput): Ballot {
  const said = VOTES.find((one) => one === input.text('vote'));
  if (!said) {
    const what = `one of ${VOTES.join(', ')}; or --acknowledge, --ask, --conflict`;
    throw new UsageError('USAGE', [{where: '--vote', what}]);
  }
  const conditions = [
    ...input.all('condition-before').map((text) => ({text, when: 'before_access'}) as const),
    ...input.all('condition').map((text) => ({text, when: 'during_access'}) as const),
  ];
  return {vote: said, because: input.text('because'), conditions};
}

const approve: Command = {
  name: 'govern approve',
  summary: 'closes a body’s vote: counts quorum and majority, and says what follows',
  positionals: ['APPLICATION'],
  options: {...bodyOption, ...amendmentOption},
  run: (input) =>
    changing(input, 'body_member', (change, desk) => {
      const body = bodyNamed(desk, input.need('body'));
      const amendment = input.text('amendment');
      if (amendment === undefined) decideBody(change, body);
      else decideAmendment(change, Number(amendment), body, desk.policy);
    }),
};

const discharge: Command = {
  name: 'govern discharge',
  summary: 'a body says that one of its conditions is met',
  positionals: ['APPLICATION'],
  options: {
    ...bodyOption,
    condition: {type: 'string', value: 'N', help: 'its number', required: true},
    ...becauseOption,
  },
  run: (input) =>
    changing(input, 'body_member', (change, desk) =>
      dischargeCondition(
        change,
        bodyNamed(desk, input.need('body')),
        Number(input.need('condition')),
        input.text('because'),
      ),
    ),
};

const reject: Command = {
  name: 'govern reject',
  summary: 'a body withdraws for good an approval that it has suspended',
  positionals: ['APPLICATION'],
  options: {...bodyOption, ...becauseOption},
  run: (input) =>
    changing(input, 'body_member', (change, desk) =>
      rejectSuspended(change, bodyNamed(desk, input.need('body')), input.text('because')),
    ),
};

const override: Command = {
  name: 'govern override',
  summary: 'one of two approvers of a controller who together lift a conflict of use, with reasons',
  positionals: ['APPLICATION'],
  options: {...bodyOption, ...becauseOption},
  run: (input) =>
    changing(input, 'data_controller', (change, desk) =>
      overrideConflict(
        change,
        desk.policy,
        bodyNamed(desk, input.need('body')),
        input.text('because'),
      ),
    ),
};

export const bodyCommands: readonly Command[] = [review, approve, discharge, reject, override];
