import {expect, it} from 'vitest';
import {
  makeDictionary,
  textOf,
} from '../../../../../src/methods/linkage/strings/byte-dictionary.ts';

it('numbers values from 1 and gives them back, code 0 having no bytes', () => {
  const {bytes, offsets} = makeDictionary(['SIÂN', '', 'AB']);
  expect([...offsets]).toEqual([0, 0, 5, 5, 7]);
  expect([...bytes]).toEqual([0x53, 0x49, 0xc3, 0x82, 0x4e, 0x41, 0x42]);
  expect([0, 1, 2, 3].map((code) => textOf({bytes, offsets}, code))).toEqual([
    '',
    'SIÂN',
    '',
    'AB',
  ]);
});

it('keeps a text that begins with a byte order mark, and is shared between threads', () => {
  const dictionary = makeDictionary(['\ufeffA']);
  expect(textOf(dictionary, 1)).toBe('\ufeffA');
  expect(dictionary.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(dictionary.offsets.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it('is empty for no values', () => {
  expect([...makeDictionary([]).offsets]).toEqual([0, 0]);
});
