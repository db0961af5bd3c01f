/** The policy that applications are decided under: bank, bodies and lanes, read from `governance/`. */

import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataFault, type Fault, throwFaults} from '../../../kernel/errors.ts';
import {type Body, parseBody} from './body.ts';
import {type LanesFile, parseLanes} from './lanes.ts';
import {parseQuestionBank, type QuestionBank} from './questions.ts';

export interface ApprovalPolicy {
  readonly bank: QuestionBank;
  /** By id, in the order of their ids. */
  readonly bodies: ReadonlyMap<string, Body>;
  readonly lanes: LanesFile;
}

/**
 * @param folder holds `questions.yaml`, `lanes.yaml` and `bodies/<body>/body.yaml`
 * @throws DataFault POLICY_INVALID with every fault of every file
 */
export async function readPolicyFolder(folder: string): Promise<ApprovalPolicy> {
  const faults: Fault[] = [];
  const read = async <T>(path: readonly string[], parse: (text: string) => T) => {
    const text = await textOf(folder, path);
    return text === null
      ? void faults.push({where: path.join('/'), what: 'missing'})
      : parsed(path.join('/'), () => parse(text), faults);
  };
  const bank = await read(['questions.yaml'], parseQuestionBank);
  const lanes = await read(['lanes.yaml'], parseLanes);
  const bodies = new Map<string, Body>();
  for (const name of await bodyFolders(folder)) {
    const body = await read(['bodies', name, 'body.yaml'], parseBody);
    if (!body) continue;
    bodies.set(body.body, body);
    if (body.body !== name)
      faults.push({where: `bodies/${name}`, what: `holds a body of another name, ${body.body}`});
  }
  if (bodies.size === 0) faults.push({where: 'bodies', what: 'no body decides anything'});
  throwFaults('POLICY_INVALID', faults);
  if (!bank || !lanes) throw new DataFault('POLICY_INVALID', faults);
  const policy = {bank, bodies, lanes};
  throwFaults('POLICY_INVALID', policyFaults(policy));
  return policy;
}

/** What is wrong between files that are each right alone. */
export function policyFaults({bank, bodies}: Omit<ApprovalPolicy, 'lanes'>): Fault[] {
  const faults: Fault[] = [];
  const asked = new Set<string>();
  const controllers = new Map<string, string>();
  for (const [id, {kind, questions, requiredWhen}] of bodies) {
    const where = `bodies/${id}`;
    const add = (what: string) => faults.push({where, what});
    for (const question of questions) {
      asked.add(question);
      const parent = bank.get(question)?.when?.question;
      if (!bank.has(question)) add(`asks ${question}, which is not in the bank`);
      else if (parent !== undefined && !questions.includes(parent))
        add(`asks ${question}, but not ${parent}, which it depends on`);
    }
    for (const {question, is = []} of requiredWhen) {
      if (question === undefined) continue;
      const of = bank.get(question);
      if (!of) add(`is required by ${question}, which is not in the bank`);
      // Whether a body is needed must be known of every application.
      else if (!of.required) add(`is required by ${question}, which is not asked of everybody`);
      else if (!is.every((value) => canBe(of, value)))
        add(`is required by an answer that ${question} cannot have`);
    }
    const datasets = requiredWhen.flatMap((rule) => rule.datasets ?? []);
    if (kind === 'data-provider' && datasets.length === 0) add('provides no dataset');
    for (const dataset of kind === 'data-provider' ? datasets : []) {
      const other = controllers.get(dataset);
      if (other !== undefined) add(`provides ${dataset}, which ${other} provides`);
      controllers.set(dataset, id);
    }
  }
  for (const question of bank.values()) {
    const {id, when} = question;
    const parent = when && bank.get(when.question);
    if (when && parent && !when.is.every((value) => canBe(parent, value)))
      faults.push({where: 'questions.yaml', what: `${id} hangs on an answer that cannot be`});
    if (!question.required && !asked.has(id))
      faults.push({where: 'questions.yaml', what: `${id} is asked by no body`});
  }
  return faults;
}

type Choosable = {readonly type: string; readonly options?: readonly string[] | undefined};

const canBe = ({type, options}: Choosable, value: string | boolean): boolean =>
  type === 'yes-no' ? typeof value === 'boolean' : (options ?? []).includes(String(value));

const bodyFolders = async (folder: string): Promise<string[]> =>
  (await readdir(join(folder, 'bodies'), {withFileTypes: true}).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({name}) => name)
    .sort();

const textOf = (folder: string, path: readonly string[]): Promise<string | null> =>
  readFile(join(folder, ...path), 'utf8').catch(() => null);

/** Faults of one file carry its name; those of the other files are found as well. */
function parsed<T>(file: string, parse: () => T, faults: Fault[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    faults.push(...error.faults.map(({where, what}) => ({where: `${file}: ${where}`, what})));
    return undefined;
  }
}
