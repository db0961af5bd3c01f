/** Reads a contract and gives every fault at once, by path, never by value. */

import {parse as parseYaml} from 'yaml';
import type {z} from 'zod';
import type {Json} from '../canonical-json.ts';
import type {ErrorCode} from '../catalogue.ts';
import {type Digest, digestOf} from '../digests.ts';
import {DataFault, type Fault, throwFaults} from '../errors.ts';
import {IDENTIFIER_NAMES, isContent} from './roles.ts';
import {type Contract, ContractSchema} from './schema.ts';

/** Parses YAML against a schema; faults carry the path and Zod's message, which holds no input. */
export function parseDefinition<T extends z.ZodType>(
  text: string,
  schema: T,
  code: ErrorCode,
): z.infer<T> {
  let document: unknown;
  try {
    // Every scalar that looks like a number but is quoted stays text; dates stay text in YAML 1.2.
    // Warnings would be printed with the line that they are about, so there are none.
    document = parseYaml(text, {logLevel: 'error'});
  } catch {
    throw new DataFault(code, [{where: 'file', what: 'not YAML'}]);
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new DataFault(
    code,
    parsed.error.issues.map((issue) => ({
      where: issue.path.map(String).join('.') || 'file',
      what: issue.message,
    })),
  );
}

/**
 * Parses and checks a contract.
 * @throws DataFault CODE_AS_NUMBER, IDENTIFIER_AS_CONTENT or CONTRACT_INVALID with all faults.
 */
export function parseContract(text: string): Contract {
  const contract = parseDefinition(text, ContractSchema, 'CONTRACT_INVALID');
  throwFaults('CODE_AS_NUMBER', codesAsNumbers(contract));
  throwFaults('IDENTIFIER_AS_CONTENT', identifiersAsContent(contract));
  throwFaults('CONTRACT_INVALID', inconsistencies(contract));
  return contract;
}

/** SHA-256 of the parsed contract: comments and order of keys do not change it. */
export const contractDigest = (contract: Contract): Digest =>
  digestOf(JSON.parse(JSON.stringify(contract, fractionsAsText)) as Json);

const fractionsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) ? `number:${value}` : value;

const codesAsNumbers = (contract: Contract): Fault[] =>
  contract.fields
    .filter((field) => field.dolen.codeSystem !== undefined && field.type !== 'string')
    .map((field) => ({where: field.name, what: `${field.dolen.codeSystem} as ${field.type}`}));

const identifiersAsContent = (contract: Contract): Fault[] =>
  contract.fields
    .filter((field) => isContent(field.dolen.role) && IDENTIFIER_NAMES.test(field.name))
    .map((field) => ({where: field.name, what: `has the name of an identifier, not of content`}));

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function inconsistencies(contract: Contract): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const oncePerRole = new Set<string>();
  for (const {name, dolen, type, constraints} of contract.fields) {
    if (constraints?.pattern !== undefined && !isPattern(constraints.pattern)) {
      faults.push({where: name, what: 'its pattern is no regular expression'});
    }
    if (seen.has(name.toLowerCase())) faults.push({where: name, what: 'declared twice'});
    seen.add(name.toLowerCase());
    const {role} = dolen;
    const once = role.startsWith('identifier:') || role === 'truth' || role === 'record-id';
    if (once && oncePerRole.has(role)) faults.push({where: name, what: `a second ${role}`});
    oncePerRole.add(role);
    if (role === 'free-text') faults.push({where: name, what: 'free text cannot be checked yet'});
    if (role === 'date:event' && type !== 'date' && type !== 'datetime') {
      faults.push({where: name, what: 'date:event needs type date or datetime'});
    }
    if (role === 'truth' && contract.dolen.people !== 'made-up') {
      faults.push({where: name, what: 'only made-up people have a truth'});
    }
    if (isContent(role) && contract.dolen.kind === 'register') {
      faults.push({where: name, what: 'a register has no content'});
    }
  }
  for (const key of contract.primaryKey ?? []) {
    if (!seen.has(key.toLowerCase())) faults.push({where: 'primaryKey', what: `no field ${key}`});
  }
  return faults;
}
