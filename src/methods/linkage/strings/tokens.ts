/** Parts of names: tokens between blanks and hyphens, and the core without particles. */

/** Parts of two letters or more. */
export const tokensOf = (name: string): string[] =>
  name.split(/[ -]+/).filter((part) => /../su.test(part));

/** Words that families add, drop and run together: Welsh, Gaelic, Norman, Dutch, German, Romance. */
export const PARTICLES: ReadonlySet<string> = new Set([
  'AP',
  'AB',
  'FERCH',
  'VERCH',
  'MAC',
  'MC',
  'O',
  'VAN',
  'VON',
  'DE',
  'DER',
  'DEN',
  'DU',
  'LA',
  'LE',
  'DI',
  'EL',
  'AL',
  'BIN',
]);

/** A name without blanks, hyphens, apostrophes and the particles before it; null when nothing is left. */
export function coreOf(name: string): string | null {
  const words = name.split(/[ '-]+/).filter((word) => word !== '');
  while (words.length > 1 && PARTICLES.has(words[0] as string)) words.shift();
  return words.join('') || null;
}
