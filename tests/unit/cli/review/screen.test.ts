import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {differences} from '../../../../src/cli/review/differences.ts';
import {pairLines, reviewOnScreen} from '../../../../src/cli/review/screen.ts';

const spell = (text: string, other: string) =>
  differences(text, other).map((parts) =>
    parts.map((part) => (part.differs ? `[${part.text}]` : part.text)).join(''),
  );

describe('what differs between two texts', () => {
  it('is marked on both sides, and nothing else is', () => {
    expect(spell('PRYS', 'PRICE')).toEqual(['PR[YS]', 'PR[ICE]']);
    expect(spell('CARYS', 'CARYS')).toEqual(['CARYS', 'CARYS']);
    expect(spell('1981-03-14', '1981-04-14')).toEqual(['1981-0[3]-14', '1981-0[4]-14']);
    expect(spell('', 'A')).toEqual(['', '[A]']);
  });

  it('leaves both texts whole, and what is not marked is the same on both sides', () => {
    const text = fc.string({unit: fc.constantFrom('A', 'B', 'C', 'Ŵ', '👩'), maxLength: 12});
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [left, right] = differences(one, other);
        const whole = (parts: typeof left) => parts.map((part) => part.text).join('');
        const shared = (parts: typeof left) => whole(parts.filter(({differs}) => !differs));
        expect([whole(left), whole(right)]).toEqual([one, other]);
        expect(shared(left)).toBe(shared(right));
        const [back, forth] = differences(other, one);
        const letters = [left, right, back, forth].map((parts) => [...shared(parts)].length);
        expect(new Set(letters).size).toBe(1);
      }),
    );
  });
});

const PAIR = {
  pair: 7,
  fields: [
    {name: 'surname', incoming: 'AAAB', spine: 'AAAC'},
    {name: 'postcode', incoming: null, spine: 'ZZ1\u001b[2J'},
  ],
};

async function press(keys: string, pairs = [PAIR, {...PAIR, pair: 8}]) {
  const written: string[] = [];
  const decided: [number, string][] = [];
  const left = [...keys];
  const count = await reviewOnScreen(
    pairs,
    {write: (text) => void written.push(text), key: async () => left.shift() ?? null},
    async (pair, answer) => void decided.push([pair, answer]),
  );
  return {count, decided, written: written.join('')};
}

describe('the review screen', () => {
  it('shows both records, marks what differs, and gives the keys', () => {
    const lines = pairLines(PAIR, 1, 2);
    expect(lines[0]).toBe('pair 7, 1 of 2');
    expect(lines.find((line) => line.startsWith('surname'))).toContain('AAA\u001b[7mB\u001b[0m');
    expect(lines.find((line) => line.startsWith('postcode'))).toContain('missing');
    expect(lines.at(-1)).toContain('m one person');
  });

  it('never lets a record move the cursor', () => {
    expect(pairLines(PAIR, 1, 2).join('')).not.toContain('\u001b[2J');
  });

  it('takes m, n and u for what they say, and other keys for nothing', async () => {
    expect((await press('xm?N')).decided).toEqual([
      [7, 'must_link'],
      [8, 'cannot_link'],
    ]);
    expect((await press('uq')).decided).toEqual([[7, 'unsure']]);
  });

  it('stops at q, at Control-C and when the terminal ends', async () => {
    for (const keys of ['q', '\u0003', '']) expect((await press(keys)).count).toBe(0);
  });

  it('leaves nothing on the screen', async () => {
    expect((await press('mm')).written.endsWith('\u001b[2J\u001b[H')).toBe(true);
  });
});
