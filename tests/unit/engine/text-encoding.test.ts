import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {detectEncoding, transcodeToUtf8} from '../../../src/engine/text-encoding.ts';
import {scratch} from '../../support/dolen.ts';

async function written(bytes: Uint8Array | string): Promise<string> {
  const path = join(await scratch(), 'file');
  writeFileSync(path, bytes);
  return path;
}

describe('the encoding of a text file', () => {
  it.each([
    ['plain letters', Buffer.from('abc')],
    ['Welsh letters', Buffer.from('ŵ ŷ â')],
    ['a mark', Buffer.from('\ufeffabc')],
    ['nothing', Buffer.alloc(0)],
    ['a letter of four bytes', Buffer.from('\u{1f600}')],
  ])('is UTF-8 for %s', async (_, bytes) => {
    expect(await detectEncoding(await written(bytes))).toBe('utf-8');
  });

  it.each([
    ['é as one byte', [0x41, 0xe9, 0x42]],
    ['£ as one byte', [0xa3, 0x31]],
    ['a letter that is cut at the end', [0x41, 0xc5]],
    ['an overlong letter', [0xc0, 0xaf]],
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
  ])('is Windows-1252 for %s', async (_, bytes) => {
    expect(await detectEncoding(await written(new Uint8Array(bytes)))).toBe('windows-1252');
  });

  it('does not mind where a file is cut while it is read', async () => {
    // Files are read 64 KiB at a time; one of these four has a letter across the cut.
    for (let shift = 0; shift < 4; shift++) {
      const text = 'x'.repeat(shift) + '€'.repeat(50_000);
      expect(await detectEncoding(await written(text))).toBe('utf-8');
    }
  });

  it('is found at the end of a long file', async () => {
    const bytes = Buffer.alloc(300_000, 'a');
    bytes[299_999] = 0xe9;
    expect(await detectEncoding(await written(bytes))).toBe('windows-1252');
  });
});

describe('Windows-1252', () => {
  it('becomes UTF-8 byte by byte, the upper half as its standard has it', async () => {
    const from = await written(Uint8Array.from({length: 256}, (_, i) => i));
    await transcodeToUtf8(from, `${from}.utf8`);
    const text = readFileSync(`${from}.utf8`, 'utf8');
    expect(text).toHaveLength(256);
    expect(text.slice(0, 0x80)).toBe(
      String.fromCharCode(...Array.from({length: 0x80}, (_, i) => i)),
    );
    expect(text.slice(0x80, 0xa0)).toBe(
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ',
    );
    expect(text.slice(0xa0)).toBe(
      String.fromCharCode(...Array.from({length: 0x60}, (_, i) => 0xa0 + i)),
    );
  });

  it('loses nothing of a file larger than one read', async () => {
    const from = await written(Buffer.alloc((1 << 20) + 5, 0xe9));
    await transcodeToUtf8(from, `${from}.utf8`);
    expect(readFileSync(`${from}.utf8`, 'utf8')).toBe('é'.repeat((1 << 20) + 5));
  });
});
