/** Reading age on texts counted by hand, and the refusal of a summary that is too hard. */

import {describe, expect, it} from 'vitest';
import {judgeSummary} from '../../../../../src/assurance/approval/register/lay-summary.ts';
import {readabilityOf} from '../../../../../src/assurance/approval/register/readability.ts';
import {syllablesIn} from '../../../../../src/assurance/approval/register/syllables.ts';
import {typed} from '../support/example-applications.ts';

describe('syllables', () => {
  it.each([
    [1, 'the heart care cares rates looked linked year lives died blue time used stroke'],
    [
      2,
      'babies table tables wanted houses boxes disease patients data people create value social statement likely safeguard marriage centres client hundred',
    ],
    [
      3,
      'hospital children’s operation’s surgery medium radio diseases created idea area usual settlement element involvement somebody',
    ],
    [
      4,
      'operation situation congenital variation material available usually anxiety experience diagnosis scientific',
    ],
    [5, 'multinational investigation evaluation'],
    [8, 'epidemiological'],
  ])('are %i in: %s', (count, words) => {
    const wrong = words
      .split(' ')
      // Counted by hand: two of the row of three have two and four.
      .filter((word) => syllablesIn(word) !== (HAND[word] ?? count));
    expect(wrong).toEqual([]);
  });

  it('of letters are spoken one by one, of numbers count once, of joined words add up', () => {
    expect(['NHS', 'WHO', '2026', '3.5', 'follow-up', 'Wŷr'].map(syllablesIn)).toEqual([
      3, 5, 1, 1, 3, 1,
    ]);
  });
});

const HAND: Readonly<Record<string, number>> = {'children’s': 2, 'operation’s': 4};

describe('reading age', () => {
  it('of two short sentences: 8 words, 12 syllables', () => {
    // 0.39 × 8/2 + 11.8 × 12/8 − 15.59 = 3.67, and five years more.
    expect(readabilityOf('Hospitals keep records of people. We read them.')).toMatchObject({
      sentences: 2,
      words: 8,
      syllables: 12,
      readingAge: 8.7,
    });
  });

  it('of four long words: 22 syllables', () => {
    // 0.39 × 4 + 11.8 × 22/4 − 15.59 = 50.87, and five years more.
    const {readingAge, syllables} = readabilityOf(
      'Retrospective multinational epidemiological investigation.',
    );
    expect([syllables, readingAge]).toEqual([22, 55.9]);
  });

  it('ends no sentence at an abbreviation or a decimal point, and one at a paragraph', () => {
    const {sentences} = readabilityOf(
      'Some, e.g. Dr. Jones, saw 3.5 of them.\n\nA title\n\n- one\n- two',
    );
    expect(sentences).toBe(4);
  });

  it('names the hardest sentences first, by number', () => {
    const {hardest} = readabilityOf(
      'We look. Multinational epidemiological investigation. We read some of the records.',
    );
    expect(hardest.map(({sentence}) => sentence)).toEqual([2, 3, 1]);
  });

  it('of nothing is none', () => {
    expect(readabilityOf(' \n ')).toMatchObject({sentences: 0, words: 0, readingAge: 0});
  });
});

describe('a lay summary', () => {
  const hard =
    'Longitudinal characterisation of multimorbidity trajectories necessitates methodological innovation.';

  it('is refused when it is too hard, with sentences by number and none of its words', () => {
    const [reason] = judgeSummary({answers: typed({'lay-summary': `We look. ${hard}`})});
    expect(reason?.code).toBe('SUMMARY_TOO_HARD');
    expect(reason?.because).toContain('14 is the limit; hardest: sentence 2 (8 words)');
    expect(reason?.because).not.toContain('multimorbidity');
  });

  it('is judged by the limit that is given', () => {
    const answers = typed({'lay-summary': 'Hospitals keep records of people. We read them.'});
    expect(judgeSummary({answers})).toEqual([]);
    expect(judgeSummary({answers}, 8.7)).toEqual([]);
    expect(judgeSummary({answers}, 8.6)).toHaveLength(1);
  });
});
