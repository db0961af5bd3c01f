/** What stands where a name should and is none, as data with reasons; whole words only. */

export interface NonNames {
  readonly reason: string;
  /**
   * `value`: nothing else was written. `start`: whatever follows is somebody else's name. `title`: goes
   * before a name. `between`: stands between two names of one person. The last two leave the rest.
   */
  readonly where: 'value' | 'start' | 'title' | 'between';
  readonly words: readonly string[];
}

/**
 * Folded, so without digits and strokes: `Twin 1` is TWIN, `N/K` is NK. Left out although files have
 * them: NULL, LORD, CHILD, SON and SAMPLE, which are surnames of more than 1 in 100,000 people; KING,
 * COUNT, DAME and FATHER for the same reason.
 */
export const NON_NAMES: readonly NonNames[] = [
  {
    reason: 'the name was not known',
    where: 'value',
    words: [
      'UNKNOWN',
      'NAME UNKNOWN',
      'NOT KNOWN',
      'NOT STATED',
      'NOT GIVEN',
      'NOT RECORDED',
      'NOT APPLICABLE',
      'NOT AVAILABLE',
      'NO NAME',
      'NK',
      'NA',
      'NONE',
      'NIL',
      'UNNAMED',
      'TBC',
      'TBA',
    ],
  },
  {
    reason: 'a child without a name yet',
    where: 'value',
    words: [
      'BABY',
      'BABY BOY',
      'BABY GIRL',
      'BABY ONE',
      'BABY TWO',
      'NEWBORN',
      'NEW BORN',
      'INFANT',
      'INFANT BOY',
      'INFANT GIRL',
      'MALE INFANT',
      'FEMALE INFANT',
      'MALE BABY',
      'FEMALE BABY',
      'TWIN',
      'TWIN ONE',
      'TWIN TWO',
      'FIRST TWIN',
      'SECOND TWIN',
      'TRIPLET',
      'TRIPLET ONE',
      'TRIPLET TWO',
      'TRIPLET THREE',
    ],
  },
  {
    reason: 'a child named by its mother',
    where: 'start',
    words: [
      'BABY OF',
      'BABY BOY OF',
      'BABY GIRL OF',
      'INFANT OF',
      'NEWBORN OF',
      'TWIN OF',
      'TWIN ONE OF',
      'TWIN TWO OF',
      'TRIPLET OF',
      'SON OF',
      'DAUGHTER OF',
    ],
  },
  {
    reason: 'a record made to try a system',
    where: 'value',
    words: ['TEST', 'TESTPATIENT', 'TEST PATIENT', 'DO NOT USE', 'DUMMY', 'DUMMY PATIENT'],
  },
  {
    reason: 'a state, not a name',
    where: 'value',
    words: ['DECEASED', 'ANON', 'ANONYMOUS', 'WITHHELD', 'REFUSED', 'CONFIDENTIAL'],
  },
  {
    reason: 'a title',
    where: 'title',
    words: [
      'MR',
      'MRS',
      'MS',
      'MISS',
      'MX',
      'MASTER',
      'DR',
      'DOCTOR',
      'PROF',
      'PROFESSOR',
      'REV',
      'REVD',
      'REVEREND',
      'SIR',
    ],
  },
  {
    reason: 'between two names of one person',
    where: 'between',
    words: ['KNOWN AS', 'ALSO KNOWN AS', 'PREFERRED NAME', 'AKA'],
  },
];

const wordsOf = (where: NonNames['where']): string =>
  NON_NAMES.filter((one) => one.where === where)
    .flatMap(({words}) => words)
    // The longest first: a pattern takes the first that fits.
    .sort((a, b) => b.length - a.length)
    .join('|');

/** All of it as one pattern; what it matches in a folded name is taken out. */
export const NON_NAME_PATTERN: string = [
  `^(?:(?:${wordsOf('title')}) )*(?:${wordsOf('value')}|${wordsOf('title')})$`,
  `^(?:(?:${wordsOf('title')}) )*(?:${wordsOf('start')})(?: .*)?$`,
  `^(?:(?:${wordsOf('title')}) )+`,
  `\\b(?:${wordsOf('between')})(?: |$)`,
].join('|');
