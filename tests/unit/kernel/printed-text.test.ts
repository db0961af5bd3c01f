/** Text in Markdown, CSV and HTML stays text. */

import {describe, expect, it} from 'vitest';
import {csvLines} from '../../../src/kernel/csv.ts';
import {html} from '../../../src/kernel/html.ts';
import {markdownCell, markdownText} from '../../../src/kernel/markdown.ts';

describe('Markdown', () => {
  it.each([
    ['# a', '\\# a'],
    ['- a', '\\- a'],
    ['12. a', '12\\. a'],
    ['a *b* _c_ `d`', 'a \\*b\\* \\_c\\_ \\`d\\`'],
    ['[a](b)', '\\[a\\](b)'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['http://a www.b.org', 'http\\://a www\\.b.org'],
    ['a\n\n# b', 'a # b'],
    ['plain words, 3.5 of them (so it is).', 'plain words, 3.5 of them (so it is).'],
  ])('has text for %j', (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it('keeps an empty cell', () => {
    expect(markdownCell('')).toBe(' ');
    expect(markdownCell('a|b')).toBe('a\\|b');
  });
});

describe('CSV', () => {
  it('quotes where it must and defuses formulas', () => {
    expect(
      csvLines([
        ['a', 1],
        ['b,c', -2],
        ['d"e', 'f\ng'],
        ['=1', '@x'],
      ]),
    ).toBe(`a,1\n"b,c",-2\n"d""e","f\ng"\n'=1,'@x\n`);
  });
});

describe('HTML', () => {
  it('escapes what enters it, unless it is HTML itself', () => {
    expect(html`<p title="${'"'}">${"<&'"}${html`<b>${1}</b>`}${[null, 'x']}</p>`.toString()).toBe(
      '<p title="&quot;">&lt;&amp;&#39;<b>1</b>x</p>',
    );
  });
});
