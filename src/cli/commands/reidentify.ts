/** `reidentify`: asking who pseudonyms are, and deciding on it. These commands open no zone and no data. */

import {randomBytes} from 'node:crypto';
import {resolve} from 'node:path';
import type {EntryDraft} from '../../assurance/audit/log.ts';
import type {RecordEntry} from '../../assurance/job/logged.ts';
import type {ReidentificationCase} from '../../assurance/keys/reidentification/cases.ts';
import type {Acting, BodiesOf} from '../../assurance/keys/reidentification/decisions.ts';
import {dayOf, instant} from '../../kernel/dates.ts';
import type {Decision} from '../../kernel/decisions.ts';
import {enforce, refuse} from '../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../command.ts';
import {readText} from '../read-definitions.ts';

/** Runs an act of governance: in the log from start to end, and in no zone. */
async function govern(
  input: CommandInput,
  usualRole: string,
  act: (parts: GovernanceParts) => Promise<Outcome>,
): Promise<Outcome> {
  const {readCases} = await import('../../assurance/keys/reidentification/cases.ts');
  const role = input.shared.role ?? usualRole;
  const today = dayOf(instant(input.effects.now()));
  return input.govern(role, (log, record) =>
    act({
      record,
      cases: () => readCases(input.home, log),
      acting: {actor: input.shared.actor, role, today},
    }),
  );
}

interface GovernanceParts {
  readonly record: RecordEntry;
  readonly cases: () => Promise<ReadonlyMap<string, ReidentificationCase>>;
  readonly acting: Acting;
}

const request: Command = {
  name: 'reidentify request',
  summary: 'asks who a few pseudonyms of a project are; two bodies must allow it',
  options: {
    project: {type: 'string', value: 'P', help: 'whose pseudonyms they are', required: true},
    pseudonyms: {type: 'string', value: 'FILE', help: 'one a line, at most 50', required: true},
    reason: {
      type: 'string',
      value: 'CODE',
      help: 'PATIENT_SAFETY, CONSENT_WITHDRAWAL, OPT_OUT or LEGAL_ORDER',
      required: true,
    },
    recipient: {type: 'string', value: 'AGE', help: 'who can open the result', required: true},
    'valid-to': {type: 'string', value: 'DAY', help: 'at most 14 days from today', required: true},
  },
  async run(input) {
    const {need, home, effects} = input;
    const {decideRequest} = await import('../../assurance/keys/reidentification/decisions.ts');
    const {caseFile, keepCaseFile, sealBatch} = await import(
      '../../assurance/keys/reidentification/batch.ts'
    );
    const {readRecipient} = await import('../../assurance/keys/recipients.ts');
    return govern(input, 'researcher', async ({record, acting}) => {
      const text = await readText(resolve(need('pseudonyms')), 'pseudonyms');
      const pseudonyms = text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
      const [project, reason, recipient] = [need('project'), need('reason'), need('recipient')];
      const asked = {project, reason, recipient, validTo: need('valid-to'), pseudonyms};
      enforce(decideRequest(asked, acting.today));
      const store = await readRecipient(home, 'store');
      const batch = await sealBatch(project, pseudonyms, store, effects);
      // Never from a seed: two requests shall not share a name.
      const id = `RI-${randomBytes(6).toString('hex')}`;
      await record({
        action: 'REIDENTIFICATION_REQUESTED',
        project,
        objects: [
          {type: 'reidentification', id},
          {type: 'reason', id: reason},
          {type: 'valid-to', id: asked.validTo},
          {type: 'recipient', id: recipient},
        ],
        outputHashes: [batch.digest],
        commits: {batch: batch.commitment},
        rows: pseudonyms.length,
      });
      await keepCaseFile(caseFile(home, id, 'batch'), batch.sealed);
      return {
        json: {id, project, reason, validTo: asked.validTo, pseudonyms: pseudonyms.length},
        text: [
          `${id} asks who ${pseudonyms.length} pseudonyms of ${project} are`,
          '  next  dolen reidentify endorse, by a member of a body',
        ],
      };
    });
  },
};

/** One step of a case that a person decides. */
interface StepSpec {
  readonly verb: 'endorse' | 'authorise' | 'refuse' | 'close';
  readonly summary: string;
  readonly usualRole: string;
  readonly action: EntryDraft['action'];
  readonly decide: (parts: {
    one: ReidentificationCase;
    acting: Acting;
    bodiesOf: BodiesOf;
    decisions: typeof import('../../assurance/keys/reidentification/decisions.ts');
  }) => Decision;
}

const STEPS: readonly StepSpec[] = [
  {
    verb: 'endorse',
    summary: 'the first approval of a request to learn who pseudonyms are',
    usualRole: 'body_member',
    action: 'REIDENTIFICATION_ENDORSED',
    decide: ({one, acting, bodiesOf, decisions}) =>
      decisions.decideApproval(one, 'endorsed', acting, bodiesOf),
  },
  {
    verb: 'authorise',
    summary: 'the second approval, by a member of another body',
    usualRole: 'body_member',
    action: 'REIDENTIFICATION_AUTHORISED',
    decide: ({one, acting, bodiesOf, decisions}) =>
      decisions.decideApproval(one, 'authorised', acting, bodiesOf),
  },
  {
    verb: 'refuse',
    summary: 'ends a request to learn who pseudonyms are, without result',
    usualRole: 'body_member',
    action: 'REIDENTIFICATION_REFUSED',
    decide: ({one, acting, bodiesOf, decisions}) => decisions.decideRefusal(one, acting, bodiesOf),
  },
  {
    verb: 'close',
    summary: 'says that the panel knows of an executed request',
    usualRole: 'access_reviewer',
    action: 'REIDENTIFICATION_CLOSED',
    decide: ({one, acting, decisions}) => decisions.decideClosing(one, acting),
  },
];

const stepCommand = ({verb, summary, usualRole, action, decide}: StepSpec): Command => ({
  name: `reidentify ${verb}`,
  summary,
  positionals: ['ID'],
  async run(input) {
    const decisions = await import('../../assurance/keys/reidentification/decisions.ts');
    const [id = ''] = input.positionals;
    const {readPolicy} = await import('../../assurance/approval/policy/policy.ts');
    const people = await import('../../assurance/approval/policy/people.ts');
    return govern(input, usualRole, async ({record, cases, acting}) => {
      const policy = await readPolicy(input.shared.governance);
      const bodiesOf: BodiesOf = (actor) => people.bodiesOf(policy.bodies, actor);
      if (verb === 'close') people.requireRole(policy.people, acting.actor, 'access_reviewer');
      const one = await find(id, cases);
      const {project} = one;
      const objects = [{type: 'reidentification', id}];
      if (decisions.hasLapsed(one, acting.today)) {
        await record({action: 'REIDENTIFICATION_LAPSED', project, objects});
      }
      enforce(decide({one, acting, bodiesOf, decisions}));
      const bodies = bodiesOf(acting.actor).map((body) => ({type: 'body', id: body}));
      const index = await record({action, project, objects: [...objects, ...bodies]});
      const after = await find(id, cases);
      // Of two people who decide in one moment the log takes the first, and the second is told so.
      if (!after.steps.some((step) => step.index === index)) {
        throw refuse('REIDENTIFICATION_NOT_OPEN', `${id} is ${after.state}: somebody was first`);
      }
      return {json: publicCase(after), text: [`${id} is ${after.state}`]};
    });
  },
});

async function find(id: string, cases: GovernanceParts['cases']): Promise<ReidentificationCase> {
  const {caseNamed} = await import('../../assurance/keys/reidentification/cases.ts');
  return caseNamed(id, await cases());
}

const list: Command = {
  name: 'reidentify list',
  summary: 'lists the requests to learn who pseudonyms are, and who decided what on them',
  async run(input) {
    const {hasLapsed} = await import('../../assurance/keys/reidentification/decisions.ts');
    return govern(input, 'auditor', async ({record, cases, acting}) => {
      await record({action: 'LOG_READ'});
      const all = [...(await cases()).values()].map((one) =>
        publicCase({...one, state: hasLapsed(one, acting.today) ? 'lapsed' : one.state}),
      );
      return {
        json: {requests: all},
        text: all.flatMap(({id, project, reason, state, validTo, steps}) => [
          `${id}  ${project}  ${reason}  ${state}, until ${validTo}`,
          ...steps.map(({state: step, by, at}) => `  ${step.padEnd(12)}${by}  ${at}`),
        ]),
      };
    });
  },
};

/** A case without its batch. */
const publicCase = ({
  id,
  project,
  reason,
  requester,
  validTo,
  state,
  steps,
}: ReidentificationCase) => ({
  ...{id, project, reason, requester, validTo, state},
  steps: steps.map(({state: step, by, at, bodies}) => ({state: step, by, at, bodies})),
});

export const reidentifyCommands: readonly Command[] = [request, ...STEPS.map(stepCommand), list];
