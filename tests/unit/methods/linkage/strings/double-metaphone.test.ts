import {expect, it} from 'vitest';
import {doubleMetaphone} from '../../../../../src/methods/linkage/strings/double-metaphone.ts';

const spoken = (name: string) => doubleMetaphone(name).join('/');

it.each([
  ['SMITH', 'SM0/XMT'],
  ['SCHMIDT', 'XMT/SMT'],
  ['THOMAS', 'TMS/TMS'],
  ['JONES', 'JNS/ANS'],
  ['JOSE', 'HS/HS'],
  ['WILLIAMS', 'ALMS/FLMS'],
  ['CATHERINE', 'K0RN/KTRN'],
  ['KATHRYN', 'K0RN/KTRN'],
  ['MICHAEL', 'MKL/MXL'],
  ['GEORGE', 'JRJ/KRK'],
  ['KNIGHT', 'NT/NT'],
  ['NIGHT', 'NT/NT'],
  ['WRIGHT', 'RT/RT'],
  ['HUGHES', 'HS/HS'],
  ['LAUGHTON', 'LFTN/LFTN'],
  ['CAESAR', 'SSR/SSR'],
  ['CHIANTI', 'KNT/KNT'],
  ['BACHER', 'PKR/PKR'],
  ['FOCACCIA', 'FKX/FKX'],
  ['ACCIDENT', 'AKST/AKST'],
  ['CABRILLO', 'KPRL/KPR'],
  ['TAGLIARO', 'TKLR/TLR'],
  ['ROGIER', 'RJ/RJR'],
  ['FILIPOWICZ', 'FLPT/FLPF'],
  ['ARNOW', 'ARN/ARNF'],
  ['BREAUX', 'PR/PR'],
  ['XAVIER', 'SF/SFR'],
  ['SUGAR', 'XKR/SKR'],
  ['PHILIP', 'FLP/FLP'],
  ['CZERNY', 'SRN/XRN'],
  ['ZHAO', 'J/J'],
])('follows the published rules in %s', (name, codes) => {
  expect(spoken(name)).toBe(codes);
});

it.each([
  ['LLEWELYN', 'LLYWELYN', 'LLEWELLYN'],
  ['RHYS', 'REES', 'RHYSS'],
  ['DAVIES', 'DAVIS'],
  ['WRIGHT', 'RIGHT'],
  ['SIAN', 'SHAN', 'SIANN'],
  ['GWYNNE', 'GWYN'],
  ['MACDONALD', 'MCDONALD'],
  ['STEPHEN', 'STEVEN'],
  ['CAMPBELL', 'CAMBELL'],
  ['CLARKE', 'CLARK'],
  ['SHAUN', 'SHAWN'],
])('lets the spellings of %s share a code with those of %s', (name, ...others) => {
  for (const other of others) {
    const shared = doubleMetaphone(other).filter((code) => doubleMetaphone(name).includes(code));
    expect({name, other, shared: shared.length > 0}).toEqual({name, other, shared: true});
  }
});

it('has no code where nothing sounds', () => {
  expect(['', "-'", '42', 'H'].map(spoken)).toEqual(['/', '/', '/', '/']);
});
