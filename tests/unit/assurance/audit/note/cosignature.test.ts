import {describe, expect, it} from 'vitest';
import {
  cosignedAt,
  cosignerFromSeed,
  parseWitnessVkey,
} from '../../../../../src/assurance/audit/note/cosignature.ts';
import {
  type NoteVerifier,
  openNote,
  parseNote,
  parseVkey,
  signerFromSeed,
  signNote,
} from '../../../../../src/assurance/audit/note/note.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

const TIME = 1_767_225_600;
const TEXT = 'log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';
const log = signerFromSeed('log.example', Buffer.alloc(32, 1));
const witness = cosignerFromSeed('witness.example', Buffer.alloc(32, 2));
const verifier = parseWitnessVkey(witness.vkey) as NoteVerifier;
const note = signNote(TEXT, [log]) + witness.cosign(TEXT, TIME);

describe('a cosignature', () => {
  it('says who saw the tree, and when', () => {
    const parsed = parseNote(Buffer.from(note));
    expect(parsed && cosignedAt(parsed, verifier)).toBe(TIME);
    expect(parsed?.signatures.at(-1)?.signature).toHaveLength(72);
    expect(openNote(Buffer.from(note), [verifier])).toBe(TEXT);
  });

  it('of the same witness twice counts at its later time', () => {
    const twice = parseNote(Buffer.from(note + witness.cosign(TEXT, TIME + 9)));
    expect(twice && cosignedAt(twice, verifier)).toBe(TIME + 9);
  });

  it('fails for another text, another time and any flipped bit', () => {
    const parsed = parseNote(Buffer.from(note));
    const signature = parsed?.signatures.at(-1)?.signature ?? Buffer.of();
    expect(verifier.verify(TEXT, signature)).toBe(true);
    expect(verifier.verify(TEXT.replace('0', '1'), signature)).toBe(false);
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const changed = Buffer.from(signature);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifier.verify(TEXT, changed)).toBe(false);
    }
  });

  it('has a time: none is made or accepted at 0', () => {
    expect(() => witness.cosign(TEXT, 0)).toThrow(TypeError);
    expect(() => witness.cosign(TEXT, 1.5)).toThrow(TypeError);
    const atZero = Buffer.from(parseNote(Buffer.from(note))?.signatures.at(-1)?.signature ?? '');
    atZero.fill(0, 0, 8);
    expect(verifier.verify(TEXT, atZero)).toBe(false);
  });

  it('is not a note signature, nor the other way round, even under the same secret', () => {
    const same = cosignerFromSeed('log.example', Buffer.alloc(32, 1));
    expect(parseVkey(witness.vkey)).toBeNull();
    expect(parseWitnessVkey(log.vkey)).toBeNull();
    expect(same.vkey).not.toBe(log.vkey);
  });

  it('by a kind of key that is not known here is passed over', () => {
    const future = `\u2014 witness.example ${Buffer.alloc(4 + 8 + 2420, 7).toString('base64')}\n`;
    const logKey = parseVkey(log.vkey) as NoteVerifier;
    expect(openNote(Buffer.from(note + future), [logKey, verifier])).toBe(TEXT);
  });

  it.skipIf(!hasVectors)(`is to the byte what the vectors say (${WITHOUT_VECTORS})`, () => {
    const {cosignatures, witnesses, log: vectorLog} = vectors();
    const text = parseNote(Buffer.from(vectorLog.checkpoint_8))?.text ?? '';
    const [time = 0] = cosignatures.times;
    expect(cosignatures.signed_message_0).toBe(`cosignature/v1\ntime ${time}\n${text}`);
    let cosigned = vectorLog.checkpoint_8;
    for (const [i, line] of cosignatures.lines.entries()) {
      const {name, seed_hex, vkey} = witnesses[i] as (typeof witnesses)[number];
      const cosigner = cosignerFromSeed(name, Buffer.from(seed_hex, 'hex'));
      expect(cosigner.vkey).toBe(vkey);
      expect(cosigner.cosign(text, cosignatures.times[i] ?? 0)).toBe(line);
      cosigned += line;
    }
    expect(cosigned).toBe(cosignatures.cosigned_checkpoint_8);
    const note8 = parseNote(Buffer.from(cosigned));
    const seen = witnesses.map(({vkey}) =>
      note8 ? cosignedAt(note8, parseWitnessVkey(vkey) as NoteVerifier) : null,
    );
    expect(seen).toEqual([...cosignatures.times, null]);
  });
});
