/** The terms under which a dataset may be used: DUO's and HDR UK's, with what each says in plain words. */

export interface DataUseTerm {
  readonly id: string;
  readonly name: string;
  /** What a reader who is no lawyer takes from it. */
  readonly means: string;
}

const term = (id: string, name: string, means: string): DataUseTerm => ({id, name, means});

/** What a dataset may be used for at all; a dataset has exactly one (Data Use Ontology, EBISPOT/DUO). */
export const PERMISSIONS = {
  NRES: term('DUO:0000004', 'no restriction', 'any use'),
  GRU: term('DUO:0000042', 'general research use', 'any research'),
  HMB: term('DUO:0000006', 'health research', 'research on health and medicine, not on ancestry'),
  DS: term('DUO:0000007', 'disease-specific research', 'research on the named disease'),
  POA: term('DUO:0000011', 'ancestry research', 'research on where populations come from'),
} as const;

/** What is asked or forbidden beside the permission. */
export const MODIFIERS = {
  IRB: term('DUO:0000021', 'ethics approval required', 'an ethics committee must have agreed'),
  PUB: term('DUO:0000019', 'publication required', 'results must be published'),
  US: term('DUO:0000026', 'named users only', 'every user is on the controller’s list'),
  NPOA: term('DUO:0000044', 'no ancestry research', 'not for research on ancestry'),
  COL: term('DUO:0000020', 'collaboration required', 'the first investigators must take part'),
  NCU: term('DUO:0000046', 'no commercial use', 'the purpose is not commercial'),
  NPU: term('DUO:0000045', 'not-for-profit organisations only', 'no company may use it'),
  NPUNCU: term(
    'DUO:0000018',
    'not for profit, not commercial',
    'no company, no commercial purpose',
  ),
  RS: term(
    'DUO:0000012',
    'named research type only',
    'a certain kind of study; a person reads which',
  ),
  TS: term('DUO:0000025', 'time limit', 'for so many months'),
  MOR: term('DUO:0000024', 'publication moratorium', 'nothing is published before a day'),
  GSO: term('DUO:0000016', 'genetic studies only', 'the study must use genetic data'),
  RTN: term('DUO:0000029', 'return of derived data', 'what is derived goes back to the source'),
  CC: term('DUO:0000043', 'clinical care allowed', 'the care of patients is a permitted use'),
  NMDS: term('DUO:0000015', 'no general methods research', 'not for developing methods alone'),
  IS: term('DUO:0000028', 'named institutions only', 'every institution is on the list'),
  GS: term('DUO:0000022', 'named regions only', 'data stay in the listed regions'),
  PS: term('DUO:0000027', 'named projects only', 'the project is on the list'),
} as const;

/** Values of the HDR UK metadata that have no counterpart in DUO. */
export const HDRUK_ONLY = {
  'HDRUK:commercial-research-use': term(
    'HDRUK:commercial-research-use',
    'commercial research allowed',
    'research by or for companies is a permitted use',
  ),
  'HDRUK:research-use-only': term(
    'HDRUK:research-use-only',
    'research use only',
    'not for the care of patients',
  ),
  'HDRUK:no-linkage': term('HDRUK:no-linkage', 'no linkage', 'not with any second dataset'),
  'HDRUK:disclosure-control': term(
    'HDRUK:disclosure-control',
    'disclosure control',
    'every result is checked before it leaves',
  ),
} as const;

export type Permission = keyof typeof PERMISSIONS;
export type Modifier = keyof typeof MODIFIERS | keyof typeof HDRUK_ONLY;

/** HDR UK metadata 3.0.0, `dataUseLimitation`, and the term that each value stands for. */
export const HDRUK_LIMITATIONS = {
  'General research use': 'GRU',
  'Commercial research use': 'HDRUK:commercial-research-use',
  'Genetic studies only': 'GSO',
  'No general methods research': 'NMDS',
  'No restriction': 'NRES',
  'Geographical restrictions': 'GS',
  'Institution specific restrictions': 'IS',
  'Not for profit use': 'NPU',
  'Project specific restrictions': 'PS',
  'Research specific restrictions': 'RS',
  'User specific restriction': 'US',
  'Research use only': 'HDRUK:research-use-only',
  'No linkage': 'HDRUK:no-linkage',
} as const satisfies Record<string, Permission | Modifier>;

/** HDR UK metadata 3.0.0, `dataUseRequirements`. */
export const HDRUK_REQUIREMENTS = {
  'Collaboration required': 'COL',
  'Project specific restrictions': 'PS',
  'Ethics approval required': 'IRB',
  'Institution specific restrictions': 'IS',
  'Geographical restrictions': 'GS',
  'Publication moratorium': 'MOR',
  'Publication required': 'PUB',
  'Return to database or resource': 'RTN',
  'Time limit on use': 'TS',
  'Disclosure control': 'HDRUK:disclosure-control',
  'Not for profit use': 'NPU',
  'User specific restriction': 'US',
} as const satisfies Record<string, Modifier>;

const BY_ID = new Map<string, Permission | Modifier>(
  Object.entries({...PERMISSIONS, ...MODIFIERS, ...HDRUK_ONLY}).map(([name, {id}]) => [
    id,
    name as Permission | Modifier,
  ]),
);

/** A term by its short name or its id; null when neither is known, which is never permission. */
const known = (table: object, text: string): string | null => {
  const name = BY_ID.get(text) ?? text;
  return Object.hasOwn(table, name) ? name : null;
};

export const readPermission = (text: string): Permission | null =>
  known(PERMISSIONS, text) as Permission | null;

export const readModifier = (text: string): Modifier | null =>
  known({...MODIFIERS, ...HDRUK_ONLY}, text) as Modifier | null;
