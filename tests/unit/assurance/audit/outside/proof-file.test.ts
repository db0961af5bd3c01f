import {describe, expect, it} from 'vitest';
import {parsePolicy} from '../../../../../src/assurance/audit/outside/policy-file.ts';
import {
  type ProofFile,
  provesLeaf,
  readProofFile,
  writeProofFile,
} from '../../../../../src/assurance/audit/outside/proof-file.ts';
import {judge} from '../../../../../src/assurance/audit/outside/quorum.ts';
import {leafHash} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

const NOTE = Buffer.from('log.example\n2\nAAAA\n\n\u2014 log.example AAAA\n');
const HASH = Buffer.alloc(32, 9);
const PROOF: ProofFile = {extra: Buffer.from('hello'), index: 1, hashes: [HASH], note: NOTE};
const TEXT = writeProofFile(PROOF);

const read = (text: string) => readProofFile(Buffer.from(text));

describe('a proof file', () => {
  it('is read as it was written, with and without extra', () => {
    expect(read(TEXT)).toEqual(PROOF);
    const bare = {...PROOF, extra: null, hashes: []};
    expect(read(writeProofFile(bare))).toEqual(bare);
    expect(read(writeProofFile({...PROOF, extra: Buffer.of()}))).toMatchObject({
      extra: Buffer.of(),
    });
  });

  it.each([
    ['does not start', TEXT.replace('@v1', '@v2')],
    ['not base64', TEXT.replace('aGVsbG8=', 'aGVsbG9=')],
    ['not base64', TEXT.replace('aGVsbG8=', 'aGVsbG8')],
    ['no index', TEXT.replace('index 1', 'index 01')],
    ['no index', TEXT.replace('index 1', 'index +1')],
    ['no index', TEXT.replace('index 1\n', '')],
    ['no index', TEXT.replace('index 1', 'index 99999999999999999999')],
    ['not a hash', TEXT.replace('CQkJ', 'CQ')],
    ['not a hash', writeProofFile({...PROOF, hashes: Array(64).fill(HASH)})],
    ['no checkpoint', TEXT.slice(0, 40)],
  ])('is refused: %s', (what, text) => {
    expect(read(text)).toContain(what);
  });

  it.skipIf(!hasVectors)(`is to the byte that of the vectors (${WITHOUT_VECTORS})`, () => {
    const {tlog_proof, policy_file} = vectors();
    const proof = read(tlog_proof.text);
    if (typeof proof === 'string') throw new Error(proof);
    expect(writeProofFile(proof)).toBe(tlog_proof.text);
    const {checkpoint, quorum} = judge(proof.note, parsePolicy(Buffer.from(policy_file.text)));
    if (!checkpoint) throw new Error('not signed');
    expect(quorum).toBe(true);
    const leaf = leafHash(Buffer.from(tlog_proof.entry_hex, 'hex'));
    expect(provesLeaf(proof, leaf, checkpoint)).toBe(true);
    expect(provesLeaf({...proof, index: 4}, leaf, checkpoint)).toBe(false);
    expect(provesLeaf(proof, leafHash(Buffer.of()), checkpoint)).toBe(false);
  });
});
