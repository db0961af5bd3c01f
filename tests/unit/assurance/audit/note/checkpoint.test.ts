import {describe, expect, it} from 'vitest';
import {
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../../../../../src/assurance/audit/note/checkpoint.ts';
import {
  type NoteVerifier,
  parseNote,
  parseVkey,
  signerFromSeed,
  signNote,
} from '../../../../../src/assurance/audit/note/note.ts';
import {leafHash, rootOf} from '../../../../../src/assurance/audit/tree/merkle.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';
import {INPUTS} from '../rfc6962.ts';

const root = rootOf(INPUTS.map(leafHash));
const signer = signerFromSeed('log.example', Buffer.alloc(32, 3));
const log = parseVkey(signer.vkey) as NoteVerifier;

describe('a checkpoint', () => {
  it('is origin, size and root, a line each, and opens with the key of the log', () => {
    const note = signCheckpoint({size: 8, root}, signer);
    expect(
      note.startsWith(`log.example\n8\n${root.toString('base64')}\n\n\u2014 log.example `),
    ).toBe(true);
    expect(openCheckpoint(Buffer.from(note), log)).toEqual({origin: 'log.example', size: 8, root});
  });

  it('is refused when its origin is not the name of the key', () => {
    const text = checkpointText({origin: 'other.example', size: 8, root});
    expect(openCheckpoint(Buffer.from(signNote(text, [signer])), log)).toBeNull();
  });

  it('may have opaque extension lines', () => {
    const text = checkpointText({origin: 'log.example', size: 8, root});
    expect(parseCheckpoint(`${text}anything\n`)?.size).toBe(8);
    expect(parseCheckpoint(`${text}\n`)).toBeNull();
  });

  it.each(['+8', '08', '8.0', '-1', '', '0x8', '99999999999999999999'])(
    'has no size %j',
    (size) => {
      expect(parseCheckpoint(`log.example\n${size}\n${root.toString('base64')}\n`)).toBeNull();
    },
  );

  it('has a root of 32 bytes in strict base64', () => {
    const loose = root.toString('base64').replace('=', '');
    expect(parseCheckpoint(`log.example\n8\n${loose}\n`)).toBeNull();
    expect(parseCheckpoint(`log.example\n8\n${root.toString('base64url')}\n`)).toBeNull();
    expect(parseCheckpoint('log.example\n8\nAAAA\n')).toBeNull();
  });

  it.skipIf(!hasVectors)(`is to the byte what the vectors say (${WITHOUT_VECTORS})`, () => {
    const {log: expected, checkpoint_parse_only: parseOnly, cosignatures} = vectors();
    const vectorSigner = signerFromSeed(expected.origin, Buffer.from(expected.seed_hex, 'hex'));
    expect(vectorSigner.vkey).toBe(expected.vkey);
    for (const [size, note] of [
      [3, expected.checkpoint_3],
      [8, expected.checkpoint_8],
    ] as const) {
      const head = {size, root: rootOf(INPUTS.slice(0, size).map(leafHash))};
      expect(signCheckpoint(head, vectorSigner)).toBe(note);
    }
    const vectorLog = parseVkey(expected.vkey) as NoteVerifier;
    const cosigned = Buffer.from(cosignatures.cosigned_checkpoint_8);
    expect(openCheckpoint(cosigned, vectorLog)?.size).toBe(8);
    const note = parseNote(Buffer.from(parseOnly.note));
    expect(parseCheckpoint(note?.text ?? '')).toMatchObject({
      origin: parseOnly.origin,
      size: parseOnly.size,
    });
    // The key id, four bytes, is kept apart.
    expect(note?.signatures.map(({signature}) => signature.length + 4)).toEqual(
      parseOnly.signature_payload_bytes,
    );
  });
});
