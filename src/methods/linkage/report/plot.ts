/** A chart with axes, as SVG: drawn small enough that its text is still read on a telephone. */

import {type Html, html, type Part} from '../../../kernel/html.ts';

export const WIDTH = 480;
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 26, 18, 40];

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly ticks: readonly {readonly at: number; readonly text: string}[];
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for who cannot see it. */
  readonly description: string;
  readonly caption: Part;
  readonly x: Axis;
  readonly y: Axis;
  readonly height?: number;
  draw(scale: Scale): readonly Part[];
}

export interface Scale {
  x(value: number): number;
  y(value: number): number;
  readonly top: number;
  readonly base: number;
  readonly left: number;
  readonly right: number;
}

export function plot({id, title, description, caption, x, y, height = 270, draw}: Plot): Html {
  const scale: Scale = {
    top: TOP,
    base: height - BOTTOM,
    left: LEFT,
    right: WIDTH - RIGHT,
    x: (v) => round(LEFT + ((v - x.from) / (x.to - x.from || 1)) * (WIDTH - LEFT - RIGHT)),
    y: (v) =>
      round(height - BOTTOM - ((v - y.from) / (y.to - y.from || 1)) * (height - TOP - BOTTOM)),
  };
  return html`
<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${y.ticks.map(
  ({at, text}) =>
    html`<path class="line l-rule" d="M${LEFT} ${scale.y(at)}H${scale.right}"/><text x="${LEFT - 7}" y="${scale.y(at) + 4}" text-anchor="end">${text}</text>`,
)}
${x.ticks.map(({at, text}) => html`<text x="${scale.x(at)}" y="${scale.base + 17}" text-anchor="middle">${text}</text>`)}
<text x="${scale.right}" y="${height - 5}" text-anchor="end">${x.label}</text><text x="0" y="9">${y.label}</text>
${draw(scale)}
<path class="line l-none" d="M${LEFT} ${scale.base}H${scale.right}"/>
</svg><figcaption><strong>${title}.</strong> ${caption}</figcaption></figure>`;
}

export const round = (x: number): number => Math.round(10 * x) / 10;

/** A line through points, in their order. */
export const lineThrough = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** Round numbers from one bound to the other, some five of them. */
export function roundTicks(from: number, to: number, some = 5): number[] {
  const rough = (to - from) / some || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({length: Math.max(0, last - first + 1)}, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
