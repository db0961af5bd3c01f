/** Counts a body's votes: who may cast one, whether they make a quorum, and what they amount to. */

import type {IsoDay} from '../../../kernel/dates.ts';
import type {Reason} from '../../../kernel/decisions.ts';
import {Refusal, refuse} from '../../../kernel/errors.ts';
import type {Person} from '../application/answers.ts';
import {
  type Application,
  type BodyReview,
  peopleOf,
  type Vote,
} from '../application/application.ts';
import {type Body, isPanel, type Member} from '../policy/body.ts';

/** Every reason why an actor may not vote in a body on an application. */
export function reasonsAgainstVoting(
  actor: string,
  body: Body,
  {
    application,
    conflicts,
    votes,
    today,
  }: {
    readonly application: Application;
    readonly conflicts: BodyReview['conflicts'];
    readonly votes: readonly Vote[];
    readonly today: IsoDay;
  },
): readonly Reason[] {
  const reasons: Reason[] = [];
  const member = body.members.find((one) => one.actor === actor);
  const say = (code: Reason['code'], because: string) => reasons.push({code, because});
  if (!member) say('NOT_A_MEMBER', `${actor} is not a member of ${body.body}`);
  if (member && isAbsent(member, today)) say('MEMBER_ABSENT', `${actor} is absent on ${today}`);
  const people = peopleOf(application);
  if (isOwn(application, actor))
    say('OWN_APPLICATION', `${actor} wrote ${application.id} or is named in it`);
  if (member && people.some((one) => areColleagues(body, member, one)))
    say('CONFLICTED', `${actor} works with someone named in ${application.id}`);
  if (people.some(({manager}) => manager === actor))
    say('CONFLICTED', `${actor} is the manager of someone named in ${application.id}`);
  if (conflicts.some((one) => one.member === actor))
    say('CONFLICTED', `${actor} has declared a conflict of interest`);
  if (votes.some(({by}) => by === actor))
    say('VOTED_ALREADY', `${actor} has voted in ${body.body}`);
  return reasons;
}

/** Nobody decides on what they wrote, or are to profit from. */
export const isOwn = (application: Application, actor: string): boolean =>
  actor === application.applicant || peopleOf(application).some((one) => one.actor === actor);

/**
 * Same team or line manager counts in every body, so that no quorum is made of friends. In a panel
 * the same organisation counts too: a provider or a host decides on its own researchers, a panel not.
 */
const areColleagues = (body: Body, member: Member, person: Person): boolean =>
  isSameName(member.team, person.team) ||
  (member.manager !== undefined && member.manager === person.actor) ||
  (isPanel(body) && isSameName(member.organisation, person.organisation));

const isSameName = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && folded(a) === folded(b);

/** Capitals, accents and spaces make no other name. */
const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');

const isAbsent = ({absent}: Member, today: IsoDay): boolean =>
  absent.some(({from, to}) => from <= today && today <= to);

interface Tally {
  readonly decision: 'approve' | 'reject';
  readonly counted: readonly Vote[];
  /** The reason of every vote that counted. */
  readonly because: string;
}

/**
 * What the votes of members amount to. Votes of people who are no longer members, or who declared a
 * conflict after voting, do not count.
 * @throws Refusal BODY_NOT_QUORATE or VOTE_TIED, with what is missing
 */
export function tally(
  body: Body,
  votes: readonly Vote[],
  conflicts: BodyReview['conflicts'],
): Tally {
  const counted = votes.filter(
    ({by}) =>
      body.members.some(({actor}) => actor === by) && !conflicts.some(({member}) => member === by),
  );
  const missing = quorumMissing(body, counted);
  const [first, ...rest] = missing.map((because): Reason => ({code: 'BODY_NOT_QUORATE', because}));
  if (first) throw new Refusal([first, ...rest]);
  const rejects = counted.filter(({vote}) => vote === 'reject').length;
  const approves = counted.length - rejects;
  const because = counted
    .map((one) => `${one.by}: ${one.vote.replaceAll('_', ' ')}: ${one.because}`)
    .join('; ');
  if (approves !== rejects)
    return {decision: approves > rejects ? 'approve' : 'reject', counted, because};
  const chair = body.members.find((one) => one.chair);
  const casting = body.chairCasts ? counted.find(({by}) => by === chair?.actor) : undefined;
  if (!casting) throw refuse('VOTE_TIED', `${approves} for, ${rejects} against in ${body.body}`);
  return {decision: casting.vote === 'reject' ? 'reject' : 'approve', counted, because};
}

/** What a quorum lacks, each as a sentence; empty when there is one. */
export function quorumMissing(body: Body, votes: readonly Vote[]): readonly string[] {
  const voters = votes.flatMap(({by}) => body.members.find(({actor}) => actor === by) ?? []);
  const {members, lay, layOrIndependent} = body.quorum;
  const asked: readonly (readonly [number, number, string])[] = [
    [members, voters.length, 'members'],
    [lay, voters.filter((one) => one.lay).length, 'lay members'],
    [
      layOrIndependent,
      voters.filter((one) => one.lay || one.independent).length,
      'lay or independent members',
    ],
  ];
  return asked
    .filter(([needed, there]) => there < needed)
    .map(
      ([needed, there, who]) => `${body.body} has ${there} of the ${needed} ${who} that it needs`,
    );
}
