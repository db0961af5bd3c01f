/**
 * Reading age of a summary: grade by Flesch and Kincaid (Kincaid, Fishburne, Rogers and Chissom 1975,
 * Derivation of new readability formulas, Navy Research Branch Report 8-75), and five years more, as an
 * American first grade is for six-year-olds. For English; no formula for Welsh is known here.
 */

import {syllablesIn} from './syllables.ts';

/** A decision of ours: the reading age that a lay summary may have. */
export const LAY_SUMMARY_READING_AGE = 14;

const GRADE_TO_YEARS = 5;
const HARDEST = 3;

export interface SentenceReading {
  /** Counted from 1. */
  readonly sentence: number;
  readonly words: number;
  readonly syllables: number;
  readonly readingAge: number;
}

export interface Readability {
  readonly formula: 'Flesch–Kincaid grade level (Kincaid and others 1975) + 5 years';
  readonly sentences: number;
  readonly words: number;
  readonly syllables: number;
  /** In years, to one decimal place. */
  readonly readingAge: number;
  /** The hardest first. */
  readonly hardest: readonly SentenceReading[];
}

export function readabilityOf(text: string): Readability {
  const sentences = sentencesOf(text).map((words, i) => {
    const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
    return {
      sentence: i + 1,
      words: words.length,
      syllables,
      readingAge: readingAge(1, words.length, syllables),
    };
  });
  const words = sentences.reduce((sum, one) => sum + one.words, 0);
  const syllables = sentences.reduce((sum, one) => sum + one.syllables, 0);
  return {
    formula: 'Flesch–Kincaid grade level (Kincaid and others 1975) + 5 years',
    sentences: sentences.length,
    words,
    syllables,
    readingAge: readingAge(sentences.length, words, syllables),
    hardest: sentences.toSorted((a, b) => b.readingAge - a.readingAge).slice(0, HARDEST),
  };
}

function readingAge(sentences: number, words: number, syllables: number): number {
  if (words === 0) return 0;
  const grade = 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59;
  return Math.max(0, Math.round((grade + GRADE_TO_YEARS) * 10) / 10);
}

/** Points that end no sentence. */
const ABBREVIATIONS = /\b(e\.g|i\.e|etc|dr|mr|mrs|ms|prof|st|vs|approx|no)\./gi;

/** The words of each sentence. A paragraph ends a sentence, as does an item of a list. */
const sentencesOf = (text: string): string[][] =>
  text
    .replace(ABBREVIATIONS, (found) => found.replaceAll('.', ''))
    .split(/(?<=[.!?])["'”’)]*\s+|\n\s*\n|\n\s*[-*•]\s+/)
    .map(wordsOf)
    .filter((words) => words.length > 0);

const wordsOf = (sentence: string): string[] =>
  sentence.match(/[\p{L}\p{M}\d]+(?:['’.,-][\p{L}\p{M}\d]+)*/gu) ?? [];
