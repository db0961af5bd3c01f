/** The one catalogue of errors: kind, exit status, sentence and hint. `governance/errors.md` is printed from it. */

/** `refusal`: governance said no. `data-fault`: data broke its contract. `defect`: we are wrong. */
export type ErrorKind = 'usage' | 'refusal' | 'data-fault' | 'defect';

export interface CatalogueLine {
  readonly kind: ErrorKind;
  /** What could not be done, in words that fit every case. */
  readonly sentence: string;
  /** What the reader does next. */
  readonly hint: string;
}

const usage = (sentence: string, hint: string) => ({kind: 'usage', sentence, hint}) as const;
const refusal = (sentence: string, hint: string) => ({kind: 'refusal', sentence, hint}) as const;
const fault = (sentence: string, hint: string) => ({kind: 'data-fault', sentence, hint}) as const;
const defect = (sentence: string, hint: string) => ({kind: 'defect', sentence, hint}) as const;

export const CATALOGUE = {
  USAGE: usage('the command was not understood', 'run it again with --help'),
  INPUT_NOT_FOUND: usage('an input file or folder does not exist', 'check the path that was given'),
  OUTPUT_EXISTS: usage(
    'the output is already there',
    'choose another place; nothing is ever overwritten',
  ),

  NO_GRANT: refusal(
    'no grant covers this',
    'apply for it: the message names the dataset and who grants it',
  ),
  GRANT_NOT_IN_FORCE: refusal(
    'the grant is not in force today',
    'ask the approvals officer to renew it; data are readable between validFrom and validTo only',
  ),
  GRANT_CHANGED: refusal(
    'the grants have changed since the extract was made',
    'run dolen project provision again: it brings what is granted now, and no more',
  ),
  COLUMN_NOT_GRANTED: refusal(
    'a column was asked for that the grant does not hold',
    'remove the column, or ask for an amendment that names it',
  ),
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
    'renew it, and let the approvals officer record the new date by amendment',
  ),
  APPROVAL_LAPSED: refusal(
    'something that the approval rests on has run out',
    'renew what is named; access returns with its new date',
  ),
  APPLICATION_NEEDED: refusal(
    'data about people are granted by an approved application only',
    'apply with dolen govern apply; a file of grants is good for made-up people alone',
  ),
  WRONG_KEY: refusal(
    'the file is not sealed to this zone',
    'only its receiver can open it; ask the sender who the receiver is',
  ),
  WRONG_BORDER: refusal(
    'this folder is for another zone',
    'give it to the receiver that its manifest names',
  ),
  NOT_IN_LOG: refusal(
    'the manifest is not in the audit log',
    'use the folder as its sender wrote it, in the home whose log announced it',
  ),
  KEYRING_SEALED: refusal(
    'the keyring is sealed and was not opened',
    'give --passphrase-file or --identity-file; whoever keeps the keys of this zone has them',
  ),
  KEYRING_EXPOSED: refusal(
    'a file of secrets is not private',
    'make it readable by its owner only (chmod 600), and change its keys if others may have read it',
  ),
  KEY_VERSION_DIFFERS: refusal(
    'the grants and the store name different versions of the project’s key',
    'issue grants that name the version the store says, or run dolen store rotate; one extract never mixes two',
  ),
  PROJECT_CLOSED: refusal(
    'the project is closed for good',
    'its data and keys were destroyed, as its certificate says; new work needs a new project',
  ),
  REIDENTIFICATION_INVALID: refusal(
    'the request to learn who pseudonyms are breaks the rules for it',
    'correct what is named: a reason from the list, a small batch, and an end within two weeks',
  ),
  REIDENTIFICATION_NOT_OPEN: refusal(
    'the request to learn who pseudonyms are is not in a state that allows this',
    'see dolen reidentify list; a request that has ended is made anew',
  ),
  REIDENTIFICATION_NOT_FIT: refusal(
    'this person may not take this step of a re-identification',
    'it needs two approvers of different bodies, then the custodian; nobody decides on their own request',
  ),
  ENCRYPTION_UNAVAILABLE: refusal(
    'this DuckDB cannot write an encrypted database',
    'install the httpfs crypto module (see dolen doctor); only made-up people may do without',
  ),
  REAL_PEOPLE: refusal(
    'this is for made-up people only',
    'use a home of their own for real people, without --seed and --truth; or declare made-up people as such',
  ),
  OPT_OUTS_MISSING: refusal(
    'no current opt-out list was given',
    'run dolen third-party opt-outs receive for each list of the dataset, or pass --opt-outs FILE; for made-up people --opt-outs none will do',
  ),
  OPT_OUTS_STALE: refusal(
    'an opt-out list is older than it may be',
    'receive a new list with dolen third-party opt-outs receive, run dolen third-party refresh and dolen store load, then try again',
  ),
  OPT_OUTS_EXEMPTED: refusal(
    'an exemption from opt-outs does not hold here',
    'an exemption is for one approved application and stands in governance/opt-outs.yaml with its reason; for everybody else link the dataset with all its lists',
  ),
  OPT_OUTS_SUPERSEDED: refusal(
    'a newer File 3 of these rows has been loaded',
    'load the newest one; an older one could bring back people who have opted out since',
  ),
  IDENTIFIER_FOUND: refusal(
    'content holds what looks like identifiers',
    'correct the role of the named columns in the contract and split again',
  ),
  CELL_TOO_SMALL: refusal(
    'a count is below the minimum cell size',
    'combine categories or suppress the cells that the findings name',
  ),
  NOT_AGGREGATE: refusal(
    'the table is not an aggregate',
    'rows about people never leave; release counts and estimates',
  ),
  NOT_APPROVED: refusal(
    'the release request is not approved',
    'two independent checkers must approve a request that passed its checks',
  ),
  OWN_REQUEST: refusal(
    'nobody reviews their own request',
    'ask a checker who is neither its author nor a second vote of the same person',
  ),
  OWN_FLAG: refusal(
    'nobody decides a flag that is about themselves',
    'ask another access reviewer to decide it',
  ),
  FLAG_DECIDED: refusal(
    'this flag has been accepted already',
    'what was decided stands in the log; see it with dolen audit review',
  ),
  CHANGED_SINCE_REVIEW: refusal(
    'the file changed after it was reviewed',
    'make a new request: votes hold for one sequence of bytes only',
  ),

  CONTRACT_INVALID: fault(
    'the contract breaks its schema',
    'correct the paths that are named; see the Table Schema of Frictionless v2',
  ),
  COLUMN_MISSING: fault(
    'a column was named that is not there',
    'correct the name, or ask for a complete export',
  ),
  COLUMN_UNDECLARED: fault(
    'the data have a column that the contract does not name',
    'declare it with a role, or with role: withheld to leave it behind',
  ),
  CODE_AS_NUMBER: fault(
    'a clinical code has a number type',
    'declare it as type: string; long codes lose digits as numbers',
  ),
  IDENTIFIER_AS_CONTENT: fault(
    'an identifier is declared as content',
    'give the column its identifier role; content never holds identifiers',
  ),
  VALUES_INVALID: fault(
    'values break the contract',
    'the counts name the columns; ask the provider for a corrected export',
  ),
  DATASET_EMPTY: fault('the dataset has no rows', 'ask the provider for a new export'),
  FILE_UNREADABLE: fault(
    'the file could not be read',
    'it is damaged, truncated or of another format; ask for a new export',
  ),
  SYSTEM_ID_DUPLICATE: fault(
    'a System ID occurs more than once',
    'ask the provider to split the dataset again',
  ),
  ROW_SETS_DIFFER: fault(
    'the files do not hold the same rows',
    'use File 2 and File 3 that come from one split',
  ),
  BORDER_MANIFEST_MISSING: fault(
    'the folder has no manifest',
    'use a whole border folder: manifest.json and its payload',
  ),
  BORDER_DAMAGED: fault(
    'the folder does not agree with its manifest',
    'copy it again from the sender; its bytes have changed',
  ),
  MODEL_INVALID: fault('the linkage model breaks its schema', 'correct the paths that are named'),
  SPLINK_UNSUPPORTED: fault(
    'the linkage model and Splink settings cannot be turned into each other',
    'write what is named with typed conditions and keys; nothing was left out or approximated',
  ),
  MODEL_UNTRAINED: fault(
    'the linkage model has levels without m and u',
    'train it first: dolen link train LEFT [RIGHT] --model MODEL --out TRAINED',
  ),
  COLUMN_UNUSABLE: fault(
    'a column cannot tell records apart',
    'it is empty or has one value throughout; leave it out of the model',
  ),
  IDS_REPEATED: fault(
    'records of a file cannot be told apart by their ids',
    'give a column of unique ids, or leave --id out to number the rows',
  ),
  PAIR_BUDGET_EXCEEDED: fault(
    'the blocking rules would make more pairs than the budget',
    'tighten the rules that are named, or raise --budget',
  ),
  MEMORY_TOO_SMALL: fault(
    'the run needs more memory than it may take',
    'give it more with --memory, or link fewer records or by fewer rules at a time',
  ),
  TRAINING_COLLAPSED: fault(
    'training did not find matches that can be told from the rest',
    'train on tighter blocks or on labels; --accept-unsound writes the model all the same',
  ),
  TRUTH_INVALID: fault(
    'the truth column cannot be used',
    'every record needs a value in it; see the counts',
  ),
  LINKS_UNKNOWN: fault(
    'an id is not that of any record of the files',
    'give the files and the --id that the links were made with',
  ),
  LINKS_CONTRADICT: fault(
    'pairs are both to be linked and never to be linked',
    'correct the list of decisions; the count says how many',
  ),
  STUDY_INVALID: fault('the study breaks its schema', 'correct the paths that are named'),
  GRANT_INVALID: fault('the grant file breaks its schema', 'correct the paths that are named'),
  POLICY_INVALID: fault(
    'a file of the policy folder breaks its schema',
    'correct the paths that are named; nothing is decided under a policy that cannot be read',
  ),
  APPLICATION_INVALID: fault(
    'the application file breaks its schema',
    'correct the questions that are named; dolen govern questions prints what each takes',
  ),
  PIPELINE_INVALID: fault('the pipeline breaks its schema', 'correct the paths that are named'),
  CODELIST_EMPTY: fault(
    'a code list matches no record',
    'no specific code is recorded; widen the list or choose its nearest neighbour',
  ),
  KEYS_MISSING: fault(
    'a zone has no keys yet',
    'run dolen third-party keys, store keys and output keys once, and project keys for each project',
  ),
  KEYRING_INVALID: fault(
    'a keyring could not be read',
    'restore it from its backup; without it nothing that it sealed or named can be read again',
  ),
  OPT_OUTS_INVALID: fault(
    'the opt-out list holds numbers that are not NHS numbers',
    'ask for a new list; a list in doubt is never applied in part',
  ),
  SUPERSEDED_INVALID: fault(
    'the list of replaced NHS numbers cannot be followed',
    'ask for a corrected list; each number is replaced by one other, and none by itself in the end',
  ),
  PROPOSAL_NOT_OPEN: fault(
    'there is no such open proposal',
    'list them with dolen third-party spine proposals',
  ),
  PAIR_UNKNOWN: fault(
    'a decision is about a pair that is not in the sample',
    'take the numbers from dolen third-party review; a linkage that is run again has another sample',
  ),
  REVIEW_INVALID: fault(
    'the file of decisions cannot be read',
    'a header pair,decision and lines of a pair’s number and m, n or u',
  ),
  ACCESS_RULES_INVALID: fault(
    'the rules of the access review cannot be followed',
    'correct governance/access-rules.yaml; the message names the rule and the parameter',
  ),
  FLAG_UNKNOWN: fault('there is no such flag', 'list them with dolen audit review'),
  SPINE_MISSING: fault('there is no spine yet', 'run dolen third-party spine build first'),
  DATASET_NOT_LOADED: fault('the store does not hold this dataset', 'run dolen store load first'),
  REIDENTIFICATION_UNKNOWN: fault(
    'there is no such request to learn who pseudonyms are',
    'list them with dolen reidentify list',
  ),
  REQUEST_NOT_FOUND: fault('there is no such release request', 'list them with dolen output show'),

  WITNESS_POLICY_INVALID: fault(
    'the policy of log and witnesses cannot be read',
    'correct the lines that are named; dolen audit policy --help says how one is made',
  ),
  RECEIPT_INVALID: fault(
    'the receipt does not verify',
    'do not rely on it: ask for it again, and tell the witnesses if the new one fails too',
  ),
  QUORUM_NOT_MET: fault(
    'too few witnesses have cosigned',
    'ask the witnesses that are named to cosign: dolen audit cosign',
  ),
  WITNESS_REPLY_INVALID: fault(
    'the reply is not a cosignature of what was asked for',
    'ask the witness again, and check that the policy names its present key',
  ),
  WITNESS_REFUSED: refusal(
    'the witness did not cosign',
    'its status says why: 404 it does not know this log, 403 another key signed, 400 or 409 ask again',
  ),
  WITNESS_UNREACHABLE: defect(
    'the witness did not answer',
    'try again later, or carry request and reply by file: dolen audit cosign --request-out FILE',
  ),
  WITNESS_BROKEN: defect(
    'the witness cannot trust its own record',
    'stop this witness and keep its folder; a new witness starts with a new name and key',
  ),

  LOG_BROKEN: defect(
    'the audit log does not verify',
    'stop, keep a copy, and compare it with the last checkpoint held outside',
  ),
  LOG_UNWRITABLE: defect(
    'the audit log could not be written, so nothing was done',
    'check disk space and permissions of the audit folder',
  ),
  LOG_BUSY: defect('the audit log is held by another process', 'wait for it to end and try again'),
  OPENING_DAMAGED: fault(
    'what was kept to open a commitment is not what was committed to',
    'take the openings folder of this zone from a copy; the log itself is not harmed',
  ),
  CLOCK_WENT_BACK: defect(
    'the clock is earlier than the last entry of the log',
    'set the clock of this machine right',
  ),
  THREAD_FAILED: defect(
    'a worker thread failed',
    'run the command again with --threads 1; if it fails again, report the step',
  ),
  DATABASE_FAILED: defect(
    'the database could not carry out a statement',
    'run dolen doctor; if it persists, report the code and the step',
  ),
  OUT_OF_SPACE: defect(
    'there was no space or memory left',
    'free disk space or raise --memory, and run the same command again',
  ),
  CHILD_FAILED: defect('a zone command failed', 'its own message stands above'),
  UNEXPECTED: defect('something failed that should not', 'report the code and the step'),
} as const satisfies Record<string, CatalogueLine>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Exit status by kind, with a few codes of their own that scripts need to tell apart. */
export const EXIT_STATUS = {usage: 2, refusal: 3, 'data-fault': 4, defect: 70} as const;

/** The exit status of a broken log, so that a monitor can tell it from every other failure. */
export const EXIT_LOG_BROKEN = 5;

/** What says that a log, or what was taken from it, does not verify. */
const NOT_VERIFIED: ReadonlySet<ErrorCode> = new Set([
  'LOG_BROKEN',
  'RECEIPT_INVALID',
  'QUORUM_NOT_MET',
]);

export const exitStatus = (code: ErrorCode): number =>
  NOT_VERIFIED.has(code) ? EXIT_LOG_BROKEN : EXIT_STATUS[CATALOGUE[code].kind];
