import {describe, expect, it} from 'vitest';
import {
  openNote,
  parseNote,
  parseVkey,
  signerFromSeed,
  signNote,
} from '../../../../../src/assurance/audit/note/note.ts';

// The example of c2sp.org/signed-note.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const TEXT = 'This is an example message.\n';
const NOTE = `${TEXT}
\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const verifier = parseVkey(VKEY);
const open = (note: string | Buffer) => openNote(Buffer.from(note), verifier ? [verifier] : []);

const signer = signerFromSeed('ours.example', Buffer.alloc(32, 7));
const ours = parseVkey(signer.vkey);

describe('a signed note', () => {
  it('opens with its key, as the example of C2SP does', () => {
    expect(verifier?.keyId).toBe('530d903a');
    expect(open(NOTE)).toBe(TEXT);
  });

  it('opens no more when any one byte of it has changed', () => {
    const bytes = Buffer.from(NOTE);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 2, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        expect(open(changed)).toBeNull();
      }
    }
  });

  it('opens with what it was signed with, blank lines inside included', () => {
    const text = 'first\n\nsecond\n';
    expect(openNote(Buffer.from(signNote(text, [signer])), ours ? [ours] : [])).toBe(text);
  });

  it('ignores signatures by keys that are not known', () => {
    const both = NOTE + signer.sign(TEXT);
    expect(open(both)).toBe(TEXT);
    expect(open(signNote(TEXT, [signer]))).toBeNull();
  });

  it('is refused when a known signature fails beside one that holds', () => {
    const known = [verifier, ours].flatMap((key) => (key ? [key] : []));
    expect(openNote(Buffer.from(NOTE + signer.sign(TEXT)), known)).toBe(TEXT);
    expect(openNote(Buffer.from(NOTE + signer.sign('other\n')), known)).toBeNull();
  });

  it.each([
    ['no signature', `${TEXT}\n`],
    ['no blank line', TEXT],
    ['a hyphen for the dash', NOTE.replace('\u2014', '-')],
    ['a carriage return', NOTE.replace('example', 'exa\rmple')],
    ['a byte order mark', `\ufeff${NOTE}`],
    ['words after the signature', NOTE.replace('aQM=', 'aQM= more')],
    ['no last line feed', NOTE.slice(0, -1)],
  ])('is refused with %s', (_, note) => {
    expect(open(note)).toBeNull();
  });

  it('is refused when it is not UTF-8', () => {
    expect(parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(NOTE)]))).toBeNull();
  });

  it('carries at least sixteen signatures', () => {
    const others = Array.from({length: 15}, (_, i) => signerFromSeed(`w${i}`, Buffer.alloc(32, i)));
    const note = Buffer.from(signNote(TEXT, [...others, signer]));
    expect(parseNote(note)?.signatures).toHaveLength(16);
    expect(openNote(note, ours ? [ours] : [])).toBe(TEXT);
  });
});

describe('a vkey', () => {
  it('is null when any one byte of it has changed', () => {
    const bytes = Buffer.from(VKEY);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 2, 0x20]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        const read = parseVkey(changed.toString('latin1'));
        expect(read === null || read.keyId !== verifier?.keyId).toBe(true);
        expect(read).toBeNull();
      }
    }
  });

  it('has a name without white space and plus signs', () => {
    expect(() => signerFromSeed('two words', Buffer.alloc(32))).toThrow(TypeError);
    expect(() => signerFromSeed('a+b', Buffer.alloc(32))).toThrow(TypeError);
  });
});
