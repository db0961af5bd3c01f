/**
 * The rules of Double Metaphone as a table: for each letter its spellings, the first that fits first.
 * A spelling is matched where the letter stands and covers what is sounded at once; what stands before
 * and after it is looked at only.
 */

export interface SoundRule {
  readonly spelling: RegExp;
  readonly sound: string;
  readonly otherSound: string;
  /** Whether the name must, or must not, look Slavic or German; undefined when that is all one. */
  readonly onlyIfSlavic: boolean | undefined;
}

type Line = readonly [spelling: RegExp, sounds: string, origin?: 'slavic' | 'not slavic'];

const VOWEL: readonly Line[] = [
  [/^./, 'A'],
  [/./, ''],
];

const RULES = new Map<string, readonly Line[]>(
  Object.entries({
    A: VOWEL,
    B: [[/BB?/, 'P']],
    C: [
      [/(?<=[^AEIOUY]A)CH(?!I)(?:(?!E)|(?<=[BM]ACH)(?=ER))/, 'K'],
      [/^CA(?=ESAR)/, 'S'],
      [/CH(?=IA)/, 'K'],
      [/(?<!^)CH(?=AE)/, 'K/X'],
      [/^CH(?!ORE)(?=ARAC|ARIS|OR|YM|IA|EM)/, 'K'],
      // German and Greek.
      [/(?<=^(?:V[AO]N |SCH).*)CH/, 'K'],
      [/(?<=OR)CH(?=ES|ID)|(?<=AR)CH(?=IT)|CH(?=[TS])/, 'K'],
      [/(?<=^|[AOUE])CH(?=[LRNMBHFVW ]|$)/, 'K'],
      [/(?<=^M|^MC.*)CH/, 'K'],
      [/^CH/, 'X'],
      [/CH/, 'X/K'],
      [/(?<!WI)CZ/, 'S/X'],
      [/CCI(?=A)/, 'X'],
      [/(?<=^A)CC(?:[IE]|H(?!U))|(?<=U)CCE(?=[ES])/, 'KS'],
      [/(?<!^M)CC(?:[IE]|H(?!U))/, 'X'],
      [/(?<!^M)CC/, 'K'],
      [/C[KGQ]/, 'K'],
      [/CI(?=[OEA])/, 'S/X'],
      [/C[IEY]/, 'S'],
      [/C(?: [CQG]|C(?![EI]))?/, 'K'],
    ],
    D: [
      [/DG[IEY]/, 'J'],
      [/DG/, 'TK'],
      [/D[TD]?/, 'T'],
    ],
    E: VOWEL,
    F: [[/FF?/, 'F']],
    G: [
      [/(?<=[^AEIOUY])GH/, 'K'],
      [/^GH(?=I)/, 'J'],
      [/^GH/, 'K'],
      [/(?<=[BHD].|[BHD]..|[BH]...)GH/, ''],
      [/(?<=[CGLRT].U)GH/, 'F'],
      [/(?<=[^I])GH/, 'K'],
      [/GH/, ''],
      [/(?<=^[AEIOUY])GN/, 'KN/N', 'not slavic'],
      [/GN(?!EY)/, 'N/KN', 'not slavic'],
      [/GN/, 'KN'],
      [/GL(?=I)/, 'KL/L', 'not slavic'],
      [/^G(?:Y|E(?=[SPBLYIR])|I(?=[BLNE]))/, 'K/J'],
      [/(?<![EI]|^[DRM]AN(?=GER)|[RO](?=GY))G(?:E(?=R)|Y)/, 'K/J'],
      [/(?<=^(?:V[AO]N |SCH).*)G[EIY]|GE(?=T)/, 'K'],
      [/GI(?=ER(?: |$))/, 'J'],
      [/G[EIY]|(?<=[AO])GG(?=I)/, 'J/K'],
      [/GG?/, 'K'],
    ],
    H: [
      [/(?<=^|[AEIOUY])H[AEIOUY]/, 'H'],
      [/H/, ''],
    ],
    I: VOWEL,
    J: [
      [/(?<=^SAN .*)J|^J(?=OSE(?: |$))/, 'H'],
      [/J(?=OSE)/, 'J/H'],
      [/^JJ?/, 'J/A'],
      [/(?<=[AEIOUY])J(?=[AO])/, 'J/H', 'not slavic'],
      [/J$/, 'J/'],
      [/(?<![SKL])J(?![LTKSNMBZ])J?/, 'J'],
      [/JJ?/, ''],
    ],
    K: [[/KK?/, 'K']],
    L: [
      // Spanish: Cabrillo, Gallegos.
      [/(?<=I)LL(?=[OA]$)|(?<=A)LL(?=E$|E.*[AO]S?$)/, 'L/'],
      [/LL?/, 'L'],
    ],
    M: [
      [/(?<=U)MB(?=$|ER)/, 'M'],
      [/MM?/, 'M'],
    ],
    N: [[/NN?/, 'N']],
    O: VOWEL,
    P: [
      [/PH/, 'F'],
      [/P[PB]?/, 'P'],
    ],
    Q: [[/QQ?/, 'K']],
    R: [
      // French: Rogier.
      [/(?<=IE)(?<!M[EA]IE)R$/, '/R', 'not slavic'],
      [/RR?/, 'R'],
    ],
    S: [
      // Isle, Carlisle.
      [/(?<=[IY])S(?=L)/, ''],
      [/^S(?=UGAR)/, 'X/S'],
      [/SH(?=EIM|OEK|OLM|OLZ)/, 'S'],
      [/SH/, 'X'],
      [/SI[OA]/, 'S/X', 'not slavic'],
      [/SI[OA]/, 'S'],
      [/^S(?=[MNLW])|SZ/, 'S/X'],
      [/SCH(?=E[RN])/, 'X/SK'],
      [/SCH(?=OO|UY|E[DM])/, 'SK'],
      [/^SCH(?![AEIOUYW])/, 'X/S'],
      [/SCH/, 'X'],
      [/SC[IEY]/, 'S'],
      [/SC.?/, 'SK'],
      [/(?<=[AO]I)S$/, '/S'],
      [/S[SZ]?/, 'S'],
    ],
    T: [
      [/TIO(?=N)|TIA|TCH/, 'X'],
      [/TH(?=[OA]M)|(?<=^(?:V[AO]N |SCH).*)T(?:H|T(?=H))/, 'T'],
      [/TH|TT(?=H)/, '0/T'],
      [/T[TD]?/, 'T'],
    ],
    U: VOWEL,
    V: [[/VV?/, 'F']],
    W: [
      [/WR/, 'R'],
      [/^WI[CT]Z/, 'ATS/FFX'],
      [/^W(?=[AEIOUY])/, 'A/F'],
      [/^W(?=H)/, 'A'],
      [/(?<=[AEIOUY])W$|(?<=[EO])W(?=SK[IY])|(?<=^SCH.*)W/, '/F'],
      [/WI[CT]Z/, 'TS/FX'],
      [/W/, ''],
    ],
    X: [
      [/^X/, 'S'],
      [/(?<=[AO]U)X$/, ''],
      [/X[CX]?/, 'KS'],
    ],
    Y: VOWEL,
    Z: [
      [/ZH/, 'J'],
      [/ZZ(?=[OIA])/, 'S/TS'],
      [/(?<=[^T])ZZ?/, 'S/TS', 'slavic'],
      [/ZZ?/, 'S'],
    ],
  } satisfies Record<string, readonly Line[]>),
);

function ruleOf([spelling, sounds, origin]: Line): SoundRule {
  const [sound = '', otherSound = sound] = sounds.split('/');
  return {
    spelling: new RegExp(spelling, 'y'),
    sound,
    otherSound,
    onlyIfSlavic: origin === undefined ? undefined : origin === 'slavic',
  };
}

const SOUND_RULES = new Map([...RULES].map(([letter, lines]) => [letter, lines.map(ruleOf)]));

/** The rules for a letter from A to Z; none for anything else. */
export const soundRules = (letter: string): readonly SoundRule[] => SOUND_RULES.get(letter) ?? [];
