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
    'pass --opt-outs FILE; for made-up people --opt-outs none will do',
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
  SPINE_MISSING: fault('there is no spine yet', 'run dolen third-party spine build first'),
  DATASET_NOT_LOADED: fault('the store does not hold this dataset', 'run dolen store load first'),
  REQUEST_NOT_FOUND: fault('there is no such release request', 'list them with dolen output show'),

  LOG_BROKEN: defect(
    'the audit log does not verify',
    'stop, keep a copy, and compare it with the last checkpoint held outside',
  ),
  LOG_UNWRITABLE: defect(
    'the audit log could not be written, so nothing was done',
    'check disk space and permissions of the audit folder',
  ),
  LOG_BUSY: defect('the audit log is held by another process', 'wait for it to end and try again'),
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

export const exitStatus = (code: ErrorCode): number =>
  code === 'LOG_BROKEN' ? EXIT_LOG_BROKEN : EXIT_STATUS[CATALOGUE[code].kind];
