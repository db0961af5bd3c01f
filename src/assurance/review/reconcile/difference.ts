/** Where the log and the disk say different things. */

export interface Difference {
  /** `unexplained`: on disk, and no entry says why. `missing`: in the log, and not where we looked. */
  readonly kind: 'unexplained' | 'missing';
  readonly label: string;
  /** SHA-256, where it is a file. */
  readonly digest: string | null;
}

export const unexplained = (label: string, digest: string | null = null): Difference => ({
  kind: 'unexplained',
  label,
  digest,
});
