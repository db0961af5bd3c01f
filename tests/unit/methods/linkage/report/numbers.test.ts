/** Numbers are written as people read them, and never better than they are. */

import {describe, expect, it} from 'vitest';
import {escapeHtml, html} from '../../../../../src/kernel/html.ts';
import {
  bits,
  count,
  fraction,
  interval,
  inWords,
  percent,
  plainBits,
  seconds,
} from '../../../../../src/methods/linkage/report/numbers.ts';

describe('numbers', () => {
  it('are never rounded to all or none', () => {
    expect([0, 0.0004, 0.5, 0.9996, 0.99996, 0.9999999, 1].map(percent)).toEqual([
      '0 %',
      '0.04 %',
      '50.0 %',
      '99.96 %',
      '99.996 %',
      '> 99.999 %',
      '100 %',
    ]);
    expect(percent(1e-9)).toBe('< 0.001 %');
    expect(percent(null)).toBe('–');
  });

  it('are shares of four decimals, or powers of ten when small', () => {
    expect([0, 0.25, 0.000041, 0.99999, 1, null].map(fraction)).toEqual([
      '0.0000',
      '0.2500',
      '4.1 × 10⁻⁵',
      '> 0.9999',
      '1.0000',
      '–',
    ]);
  });

  it('are bits with a sign', () => {
    expect([bits(14.55, 2), bits(-5.24), bits(0), bits(-0.001)]).toEqual([
      '+14.55',
      '−5.2',
      '0.0',
      '0.0',
    ]);
    expect([plainBits(5), plainBits(-2.5)]).toEqual(['5', '−2.5']);
  });

  it('are counts, intervals, seconds and days', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect(interval({low: 0.923, high: 0.9304})).toBe('92.3 to 93.0 %');
    expect([seconds(0.42), seconds(12.3), seconds(600)]).toEqual(['0.42 s', '12 s', '10 min']);
    expect(inWords('2026-11-24')).toBe('24 November 2026');
  });
});

describe('markup', () => {
  it('escapes what enters it, and leaves markup as it is', () => {
    const inner = html`<b>${'<&"\''}</b>`;
    expect(html`<p title="${'"'}">${inner}${[1, null, false, 'x']}</p>`.toString()).toBe(
      '<p title="&quot;"><b>&lt;&amp;&quot;&#39;</b>1x</p>',
    );
    expect(escapeHtml('a & b')).toBe('a &amp; b');
  });
});
