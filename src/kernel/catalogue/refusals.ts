/** Refusals of the zones, the airlock, the keys and the log. */

import {refusal} from './line.ts';

export const REFUSALS = {
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
    'run dolen third-party opt-outs receive for each list of the dataset; for made-up people --opt-outs FILE or --opt-outs none will do',
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
  INTRUDER_GATE: refusal(
    'too many people could be found by what the extract says of them',
    'ask for what the message says would pass, by amendment, or answer the questions that it names',
  ),
  POPULATION_MISSING: refusal(
    'nobody can say how many people look like those in the extract',
    'bring the counts: dolen third-party population --out DIR, then dolen store population --from DIR',
  ),
  INTRUDER_REPORT_MISSING: refusal(
    'there is no intruder report, and no extract leaves without one',
    'make room in the store’s zone and run dolen store extract again',
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
  WITNESS_REFUSED: refusal(
    'the witness did not cosign',
    'its status says why: 404 it does not know this log, 403 another key signed, 400 or 409 ask again',
  ),
} as const;
