/** Refusals of governance: applications, bodies, and what an approval rests on. */

import {refusal} from './line.ts';

export const APPROVAL_REFUSALS = {
  APPLICATION_UNKNOWN: refusal(
    'there is no such application in this home',
    'dolen govern show lists the applications',
  ),
  TRANSITION_UNDEFINED: refusal(
    'this cannot follow from where it stands',
    'governance/applications.md shows what may follow from what, and who does it',
  ),
  ROLE_NOT_HELD: refusal(
    'the actor does not hold the role that this needs',
    'ask someone who holds it; governance/people.yaml says who that is',
  ),
  ROLES_CLASH: refusal(
    'nobody holds these two roles in one project',
    'let somebody else act; governance/roles.md says which roles clash',
  ),
  NOT_ITS_BODY: refusal(
    'the body does not decide on this application',
    'dolen govern show names the bodies that do, and why',
  ),
  NOT_A_MEMBER: refusal(
    'only members of a body vote in it',
    'its members stand in governance/bodies',
  ),
  MEMBER_ABSENT: refusal(
    'a member who is recorded as absent cannot vote',
    'let another member vote, or correct the absence in the folder of the body',
  ),
  OWN_APPLICATION: refusal(
    'nobody decides on their own application',
    'let a member decide who is neither the applicant nor named in it',
  ),
  CONFLICTED: refusal(
    'a member with a conflict of interest cannot vote',
    'let a member without one vote; quorum is counted without those who have one',
  ),
  VOTED_ALREADY: refusal('this member has voted already', 'a vote stands; it is not cast again'),
  BODY_NOT_QUORATE: refusal(
    'the body has no quorum',
    'wait for the votes that are missing; the message counts them',
  ),
  VOTE_TIED: refusal(
    'the votes are tied, and nobody may break the tie',
    'wait for another vote; a chair who has voted breaks a tie where the body says so',
  ),
  REASON_MISSING: refusal(
    'a decision was given without its reason',
    'say why with --because; whoever is affected can read it',
  ),
  CONDITION_UNKNOWN: refusal(
    'there is no such condition, or it is discharged already',
    'dolen govern show lists the conditions with their numbers',
  ),
  UNKNOWN_QUESTION: refusal(
    'there is no question with this id',
    'dolen govern questions prints every question with its id',
  ),
  ANSWERS_MISSING: refusal(
    'answers are missing, or must be confirmed',
    'answer the questions that are named by id, then submit again',
  ),
  DATA_USE_CONFLICT: refusal(
    'the purpose is not what the data may be used for',
    'change the purpose or leave the dataset out; two members of its controller may override, with reasons',
  ),
  OVERRIDE_NOT_VALID: refusal(
    'a data-use conflict is not overridden',
    'two approvers of the data controller’s own body, neither of them the applicant, each give a reason',
  ),
  PERSONAL_DATA_IN_ANSWER: refusal(
    'a free-text answer holds what looks like data about a person',
    'take it out of the answers that are named by id; an application is about a purpose, never about a patient',
  ),
  SUMMARY_TOO_HARD: refusal(
    'the lay summary is too hard to read',
    'shorten the sentences that are counted, and use everyday words',
  ),
  SCOPING_VOID: refusal(
    'other bodies decide than those that the application was scoped for',
    'send the answers again with dolen govern apply; the approvals officer then scopes it anew',
  ),
  PROJECT_TAKEN: refusal(
    'another application has this project already',
    'amend or renew that one; new work needs a project of its own',
  ),
  PROJECT_DIFFERS: refusal(
    'the file is about another project than the application',
    'give the file of this project; another project needs an application of its own',
  ),
  NOTHING_DIFFERS: refusal(
    'the amendment changes nothing',
    'change at least one answer; unchanged ones need no review',
  ),
  AMENDMENT_UNKNOWN: refusal(
    'there is no such amendment',
    'dolen govern show lists the amendments with their numbers',
  ),
  AMENDMENT_OPEN: refusal(
    'another amendment is still open',
    'let its bodies decide, or withdraw it, before the next',
  ),
  CLOSURE_OPEN: refusal(
    'the project’s data are not yet certified to be destroyed',
    'run dolen project close first; the application is closed with its certificate',
  ),
  GOVERNANCE_CHANGED: refusal(
    'a file of applications or grants is not the one that the log announced',
    'restore it from a backup; until then nothing is granted under it',
  ),
  GRANT_SUSPENDED: refusal(
    'the grants are suspended or ended',
    'the message says who lifts the suspension, and what must happen first',
  ),
  PERSON_NOT_GRANTED: refusal(
    'the actor is not one of the people of this project',
    'ask for an amendment that names them, or act as someone who is named',
  ),
  TRAINING_LAPSED: refusal(
    'training or accreditation has run out',
    'renew it, then let the applicant say the new date: dolen govern amend',
  ),
  APPROVAL_LAPSED: refusal(
    'something that the approval rests on has run out',
    'renew what is named; access returns with its new date',
  ),
  APPLICATION_NEEDED: refusal(
    'data about people are granted by an approved application only',
    'apply with dolen govern apply; a file of grants is good for made-up people alone',
  ),
} as const;
