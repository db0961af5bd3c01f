/** The certificate of a closed project: what was destroyed, by digest and key id; and the same in words. */

import type {Digest} from '../../kernel/digests.ts';

export interface ClosureCertificate {
  readonly v: 1;
  readonly kind: 'closure-certificate';
  readonly project: string;
  readonly closed: string;
  /** The entry `PROJECT_CLOSED`; the entry `DELETION_CERTIFIED` after it announces this certificate. */
  readonly logIndex: number;
  readonly files: readonly {
    readonly place: string;
    readonly sha256: Digest;
    readonly bytes: number;
  }[];
  readonly keys: readonly {
    readonly keyId: string;
    readonly keyVersion: number;
    readonly heldBy: 'store' | 'project';
    readonly use: 'pseudonyms of the project' | 'opens the project’s extracts';
  }[];
}

/** The certificate for people: what it proves, and what it cannot. */
export function certificateInWords(certificate: ClosureCertificate, digest: Digest): string {
  const {project, closed, logIndex, files, keys} = certificate;
  return [
    `# The project ${project} is closed`,
    '',
    `On ${closed.slice(0, 10)} at ${closed.slice(11, 16)} UTC the project was closed (entry ${logIndex} of the audit log).`,
    `Its ${files.length} files and ${keys.length} keys were destroyed. No command opens the project again,`,
    'and the store never makes pseudonyms for it again.',
    '',
    `The certificate itself is \`${project}.json\`, SHA-256 \`${digest}\`. An entry \`DELETION_CERTIFIED\` of the`,
    'audit log announces that digest; its receipt shows so without the log.',
    '',
    '## Keys that were destroyed',
    '',
    '| key | version | held by | used for |',
    '|---|---|---|---|',
    ...keys.map(
      ({keyId, keyVersion, heldBy, use}) => `| \`${keyId}\` | ${keyVersion} | ${heldBy} | ${use} |`,
    ),
    '',
    '## Files that were destroyed',
    '',
    '| where | SHA-256 | bytes |',
    '|---|---|---|',
    ...files.map(({place, sha256, bytes}) => `| ${place} | \`${sha256}\` | ${bytes} |`),
    '',
    '## What this says, and what it does not',
    '',
    'With its key destroyed, an extract of the project that somebody kept sealed cannot be opened, and',
    'nobody can say whom a pseudonym of the project means. Files that were copied out of the project’s',
    'folder are not on this list. Deleted bytes can stay on a disk until it writes over them, and in',
    'backups until those run out: their keepers are told of the digests above.',
    '',
  ].join('\n');
}
