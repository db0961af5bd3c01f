/** The patterns by which Splink takes parts of postcodes and addresses, and our names of the parts. */

export const PART_PATTERNS = {
  area: {pattern: '^[A-Za-z]{1,2}', group: 0},
  district: {pattern: '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?', group: 0},
  sector: {pattern: '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]', group: 0},
  user: {pattern: '^[^@]+', group: 0},
  domain: {pattern: '@([^@]+)$', group: 1},
} as const;

export type Part = keyof typeof PART_PATTERNS;

/** The part that a pattern takes, or null where it is a pattern of the user's own. */
export const partOf = (pattern: string, group: number): Part | null =>
  (Object.keys(PART_PATTERNS) as Part[]).find(
    (part) => PART_PATTERNS[part].pattern === pattern && PART_PATTERNS[part].group === group,
  ) ?? null;
