import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {stringify} from 'yaml';
import {contractDigest, parseContract} from '../../../../src/kernel/contract/parse.ts';
import {everythingOf, failureOf} from '../failure-of.ts';

const CANARY = 'Canary-Gwdihŵ-7315';

type Tree = Record<string, unknown>;
const field = (name: string, role: string, more: Tree = {}, dolen: Tree = {}): Tree => ({
  name,
  type: 'string',
  ...more,
  dolen: {role, ...dolen},
});

const contract = (fields: Tree[], dolen: Tree = {}, more: Tree = {}): string =>
  stringify({
    name: 'visits',
    title: 'Visits',
    fields,
    ...more,
    dolen: {provider: 'board', people: 'made-up', ...dolen},
  });

const FIELDS = [
  field('patient_number', 'identifier:nhs-number'),
  field('family', 'identifier:surname'),
  field('code', 'content', {}, {codeSystem: 'snomedct'}),
  field('visited', 'date:event', {type: 'date', format: '%d/%m/%Y'}),
];

const faultsOf = async (text: string) => {
  const failure = await failureOf(() => parseContract(text));
  return {code: failure.code, faults: failure.faults.map(({where, what}) => `${where}: ${what}`)};
};

describe('a contract', () => {
  it('is parsed with its defaults: real people, events, an empty text is missing', () => {
    const parsed = parseContract(contract(FIELDS, {people: undefined}));
    expect(parsed.dolen.people).toBe('real');
    expect(parsed.dolen.kind).toBe('events');
    expect(parsed.missingValues).toEqual(['']);
  });

  it.each(['integer', 'number'])('never holds a clinical code as %s', async (type) => {
    const fields = [
      ...FIELDS,
      field('icd', 'content', {type}, {codeSystem: 'icd10'}),
      field('drug', 'content', {type}, {codeSystem: 'dmd'}),
    ];
    expect(await faultsOf(contract(fields))).toEqual({
      code: 'CODE_AS_NUMBER',
      faults: [`icd: icd10 as ${type}`, `drug: dmd as ${type}`],
    });
  });

  it.each([
    'nhs_number',
    'NHS_NO',
    'nhsnum',
    'Surname',
    'family_name',
    'forename',
    'firstname',
    'dob',
    'date_of_birth',
    'PostCode',
    'post_code',
    'address',
    'address_line_2',
    'email',
    'telephone_number',
    'mobile',
    'uprn',
  ])('has no content by the name of %s', async (name) => {
    const found = await faultsOf(contract([...FIELDS, field(name, 'content')]));
    expect(found.code).toBe('IDENTIFIER_AS_CONTENT');
    expect(found.faults).toEqual([`${name}: has the name of an identifier, not of content`]);
  });

  it.each(['nhs_number_status', 'address_type', 'birth_weight', 'surgery', 'email_sent_on'])(
    'may have content by the name of %s, which names no identifier',
    (name) => {
      expect(() => parseContract(contract([...FIELDS, field(name, 'content')]))).not.toThrow();
    },
  );

  it('may leave behind or identify by a column that has the name of an identifier', () => {
    const fields = [
      ...FIELDS,
      field('email', 'withheld'),
      field('postcode', 'identifier:postcode'),
    ];
    expect(() => parseContract(contract(fields))).not.toThrow();
  });

  it('names a field once, whatever its case', async () => {
    const found = await faultsOf(contract([...FIELDS, field('CODE', 'content')]));
    expect(found).toEqual({code: 'CONTRACT_INVALID', faults: ['CODE: declared twice']});
  });

  it('has one identifier of a kind, one record id and one truth', async () => {
    const fields = [
      ...FIELDS,
      field('family_2', 'identifier:surname'),
      field('row_1', 'record-id'),
      field('row_2', 'record-id'),
      field('who_1', 'truth'),
      field('who_2', 'truth'),
    ];
    expect(await faultsOf(contract(fields))).toEqual({
      code: 'CONTRACT_INVALID',
      faults: [
        'family_2: a second identifier:surname',
        'row_2: a second record-id',
        'who_2: a second truth',
      ],
    });
  });

  it('has a truth only for made-up people', async () => {
    const text = contract([...FIELDS, field('who', 'truth')], {people: 'real'});
    expect(await faultsOf(text)).toEqual({
      code: 'CONTRACT_INVALID',
      faults: ['who: only made-up people have a truth'],
    });
  });

  it('of a register has no content', async () => {
    const found = await faultsOf(contract(FIELDS, {kind: 'register'}));
    expect(found.faults).toEqual([
      'code: a register has no content',
      'visited: a register has no content',
    ]);
  });

  it('has no free text, and dates its events by dates', async () => {
    const fields = [...FIELDS, field('note', 'free-text'), field('seen', 'date:event')];
    expect((await faultsOf(contract(fields))).faults).toEqual([
      'note: free text cannot be checked yet',
      'seen: date:event needs type date or datetime',
    ]);
  });

  it('has a primary key of fields that it declares', async () => {
    const found = await faultsOf(contract(FIELDS, {}, {primaryKey: ['code', 'visit']}));
    expect(found.faults).toEqual(['primaryKey: no field visit']);
  });

  it('gives every fault at once, by path', async () => {
    const fields = [
      field('1st', 'content'),
      field('code', 'contents'),
      {...field('x', 'content'), typo: true},
    ];
    const found = await faultsOf(contract(fields, {people: 'fictional'}, {titel: 'Visits'}));
    expect(found.code).toBe('CONTRACT_INVALID');
    const places = found.faults.map((fault) => fault.split(': ')[0]);
    expect(places).toEqual(
      expect.arrayContaining([
        'fields.0.name',
        'fields.1.dolen.role',
        'fields.2',
        'dolen.people',
        'file',
      ]),
    );
    expect(places).toHaveLength(5);
  });

  it.each(['', 'a: [', '- just\n- a list', 'text', '42', 'a: 1\na: 2'])(
    'is not this text: %j',
    async (text) => {
      expect((await faultsOf(text)).code).toBe('CONTRACT_INVALID');
    },
  );
});

describe('the message of a contract that is wrong', () => {
  const warnings: Error[] = [];
  const keep = (warning: Error) => warnings.push(warning);
  beforeEach(() => {
    warnings.length = 0;
    process.on('warning', keep);
  });
  afterEach(() => {
    process.off('warning', keep);
  });

  const wrong: [string, string][] = [
    ['name', contract(FIELDS, {}, {name: CANARY})],
    ['field name', contract([...FIELDS, field(CANARY, 'content')])],
    ['role', contract([...FIELDS, field('x', CANARY)])],
    ['type', contract([...FIELDS, field('x', 'content', {type: CANARY})])],
    [
      'type of another kind',
      contract([...FIELDS, field('x', 'content', {type: {[CANARY]: CANARY}})]),
    ],
    ['constraint', contract([...FIELDS, field('x', 'content', {constraints: {required: CANARY}})])],
    ['enum', contract([...FIELDS, field('x', 'content', {constraints: {enum: CANARY}})])],
    ['maximum', contract([...FIELDS, field('x', 'content', {constraints: {maximum: [CANARY]}})])],
    ['code system', contract([...FIELDS, field('x', 'content', {}, {codeSystem: CANARY})])],
    ['people', contract(FIELDS, {people: CANARY})],
    ['as at', contract(FIELDS, {asAt: CANARY})],
    ['provider', contract(FIELDS, {provider: CANARY})],
    ['delimiter', contract(FIELDS, {}, {dialect: {delimiter: CANARY}})],
    ['missing values', contract(FIELDS, {}, {missingValues: CANARY})],
    [
      'enum beside a code as number',
      contract([
        field(
          'x',
          'content',
          {type: 'integer', constraints: {enum: [CANARY]}},
          {codeSystem: 'icd10'},
        ),
      ]),
    ],
    ['broken YAML', `title: "${CANARY}\n: [`],
    ['repeated key', `title: ${CANARY}\ntitle: ${CANARY}\n`],
    ['unknown tag', `title: !${CANARY} ${CANARY}\n`],
    ['alias to nowhere', `title: *${CANARY}\n`],
  ];

  it.each(wrong)('does not repeat its value: %s', async (_, text) => {
    expect(text).toContain(CANARY);
    const failure = await failureOf(() => parseContract(text));
    expect(everythingOf(failure)).not.toContain(CANARY);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings.map(everythingOf).join('\n')).not.toContain(CANARY);
  });
});

describe('the digest of a contract', () => {
  const digest = (text: string) => contractDigest(parseContract(text));

  it('does not change with comments, quotes and the order of keys', () => {
    const text = contract(FIELDS);
    const reordered = `# a comment\n${stringify(Object.fromEntries(Object.entries(parseTree(text)).reverse()))}`;
    expect(reordered).not.toBe(text);
    expect(digest(reordered)).toBe(digest(text));
  });

  it('changes with any value, fractions among them', () => {
    const bound = (maximum: number | string) =>
      contract([...FIELDS, field('x', 'content', {type: 'number', constraints: {maximum}})]);
    const texts = [
      contract(FIELDS),
      contract(FIELDS, {people: 'real'}),
      bound(1),
      bound(1.5),
      bound(1.25),
      bound('1.5'),
      contract([...FIELDS].reverse()),
    ];
    expect(new Set(texts.map(digest)).size).toBe(texts.length);
  });
});

const parseTree = (text: string): Tree => parseContract(text) as unknown as Tree;
