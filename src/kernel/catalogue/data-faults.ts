/** Data faults: the data, or a definition, broke its contract. */

import {fault} from './line.ts';

export const DATA_FAULTS = {
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
  OPENING_DAMAGED: fault(
    'what was kept to open a commitment is not what was committed to',
    'take the openings folder of this zone from a copy; the log itself is not harmed',
  ),
} as const;
