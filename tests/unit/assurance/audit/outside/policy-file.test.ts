import {describe, expect, it} from 'vitest';
import {cosignerFromSeed} from '../../../../../src/assurance/audit/note/cosignature.ts';
import {signerFromSeed} from '../../../../../src/assurance/audit/note/note.ts';
import {parsePolicy} from '../../../../../src/assurance/audit/outside/policy-file.ts';
import {isQuorum, judge} from '../../../../../src/assurance/audit/outside/quorum.ts';
import {DolenError} from '../../../../../src/kernel/errors.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

const seed = (n: number): Buffer => Buffer.alloc(32, n);
const LOG = signerFromSeed('log.example', seed(1)).vkey;
const witness = (n: number): string => cosignerFromSeed(`w${n}.example`, seed(n + 10)).vkey;
const policy = (...lines: string[]) => parsePolicy(Buffer.from(`${lines.join('\n')}\n`));

/** What is wrong with a policy, line by line. */
function wrong(...lines: string[]): string[] {
  try {
    policy(...lines);
  } catch (error) {
    if (!(error instanceof DolenError)) throw error;
    expect([error.code, error.exitStatus]).toEqual(['WITNESS_POLICY_INVALID', 4]);
    return error.faults.map(({where, what}) => `${where}: ${what}`);
  }
  return [];
}

const A = `witness a ${witness(1)}`;
const B = `witness b ${witness(2)}`;

describe('a policy file', () => {
  it('may have comments, empty lines, tabs and URLs', () => {
    const read = policy(
      '# whom we trust',
      `  log\t${LOG}   https://log.example/`,
      '',
      ` \t # the witnesses`,
      `${A} http://127.0.0.1:8080`,
      'quorum a',
    );
    expect(read.logs).toMatchObject([{vkey: LOG, url: 'https://log.example/'}]);
    expect(read.witnesses).toMatchObject([{name: 'a', url: 'http://127.0.0.1:8080'}]);
    expect(read.quorum).toBe('a');
  });

  it('may ask for no witness', () => {
    expect(policy(`log ${LOG}`, 'quorum none').quorum).toBeNull();
    expect(policy('quorum none').logs).toEqual([]);
  });

  it('counts k, all and any of a group, and groups of groups', () => {
    const lines = [1, 2, 3, 4, 5].map((n) => `witness w${n} ${witness(n)}`);
    const read = policy(
      ...lines,
      'group two 2 w1 w2 w3',
      'group one any w4 w5',
      'group both all two one',
      'quorum both',
    );
    const meets = (...names: string[]) => isQuorum(read, new Set(names));
    expect(meets('w1', 'w3', 'w5')).toBe(true);
    expect(meets('w1', 'w2', 'w3')).toBe(false);
    expect(meets('w1', 'w4', 'w5')).toBe(false);
    expect(meets()).toBe(false);
  });

  it('has room for 32 logs, witnesses and groups', () => {
    const numbers = Array.from({length: 32}, (_, i) => i);
    const read = policy(
      ...numbers.map((n) => `log ${signerFromSeed(`l${n}`, seed(n + 100)).vkey}`),
      ...numbers.map((n) => `witness w${n} ${witness(n)}`),
      ...numbers.map((n) => `group g${n} any w${n}`),
      'quorum g31',
    );
    expect([read.logs.length, read.witnesses.length, read.groups.length]).toEqual([32, 32, 32]);
  });

  it('admits a witness with a kind of key that cannot be checked here, and never counts it', () => {
    const future = 'pq.example+55ebad29+BgcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH';
    const read = policy(`witness pq ${future}`, 'quorum pq');
    expect(read.witnesses[0]?.verifier).toBeNull();
  });

  it.each([
    ['needs exactly one quorum line', [A]],
    ['needs exactly one quorum line', [A, 'quorum a', 'quorum a']],
    ['a quorum that is not defined above', ['quorum a', A]],
    ['a member that is not defined above', [A, 'group g all a b', B, 'quorum g']],
    ['a member that is not defined above', ['group g any none', 'quorum g']],
    ['a member that is in a group already', [A, 'group g any a', 'group h any a', 'quorum h']],
    ['a member that is in a group already', [A, 'group g 2 a a', 'quorum g']],
    ['a name that is taken', [A, `witness a ${witness(2)}`, 'quorum a']],
    ['a name that is taken', [`witness none ${witness(2)}`, 'quorum none']],
    ['a public key that stands above already', [A, `witness b ${witness(1)}`, 'quorum a']],
    [
      'a public key that stands above already',
      [`log ${LOG}`, `log ${signerFromSeed('other.example', seed(1)).vkey}`, 'quorum none'],
    ],
    ['a key for another use', [`log ${witness(1)}`, 'quorum none']],
    ['a key for another use', [`witness a ${LOG}`, 'quorum none']],
    ['not a public key', ['log log.example+00000000+AAAA', 'quorum none']],
    ['needs all, any, or 1 to 1 of its members', [A, 'group g 2 a', 'quorum g']],
    ['needs all, any, or 1 to 1 of its members', [A, 'group g 0 a', 'quorum g']],
    ['needs all, any, or 1 to 1 of its members', [A, 'group g 01 a', 'quorum g']],
    ['not a log, witness, group or quorum line', [A, 'group g 1', 'quorum a']],
    ['not a log, witness, group or quorum line', [A, 'quorum a b']],
    ['not a log, witness, group or quorum line', ['loog x', 'quorum none']],
    ['holds control characters', ['# \u0007', 'quorum none']],
  ])('is refused: %s', (what, lines) => {
    expect(wrong(...lines).join('\n')).toContain(what);
  });

  it('is refused when it ends in the middle of a line', () => {
    expect(() => parsePolicy(Buffer.from('quorum none'))).toThrow('middle of a line');
  });

  it.skipIf(!hasVectors)(`judges the checkpoints of the vectors (${WITHOUT_VECTORS})`, () => {
    const {policy_file: expected, cosignatures, log} = vectors();
    const read = parsePolicy(Buffer.from(expected.text));
    const cosigned = judge(Buffer.from(cosignatures.cosigned_checkpoint_8), read);
    expect(cosigned.quorum).toBe(expected.cosigned_checkpoint_8_meets_quorum);
    expect(cosigned.witnesses).toEqual([
      {name: 'university', at: cosignatures.times[0]},
      {name: 'controller', at: cosignatures.times[1]},
      {name: 'panel', at: null},
    ]);
    const alone = judge(Buffer.from(log.checkpoint_8), read);
    expect(alone.checkpoint?.size).toBe(8);
    expect(alone.quorum).toBe(expected.checkpoint_8_meets_quorum);
  });

  it.skipIf(!hasVectors)(`does not take a witness for the log (${WITHOUT_VECTORS})`, () => {
    const {policy_file: expected, cosignatures} = vectors();
    const read = parsePolicy(Buffer.from(expected.text));
    const lines = cosignatures.cosigned_checkpoint_8.split('\n');
    const withoutLog = lines.filter((line) => !line.startsWith('\u2014 log.example')).join('\n');
    expect(judge(Buffer.from(withoutLog), read).checkpoint).toBeNull();
  });
});
