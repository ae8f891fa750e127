import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import axe from 'axe-core';
import fc from 'fast-check';
import { papers } from '#server/pages/page.ts';
import { accentContrast, accentOf, contrast, leastContrast } from './contrast.ts';

/** `#rrggbb` */
const colours = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('Contrast (WCAG 2.2, "contrast ratio")', () => {
  it('is what everybody knows of some pairs', () => {
    const known = [
      ['#767676', '4.54'],
      ['#777777', '4.48'],
      ['#000000', '21.00'],
      ['#ffffff', '1.00'],
      ['#ff0000', '4.00'],
      ['#0000ff', '8.59'],
      ['#008000', '5.14'],
    ] as const;
    for (const [colour, expected] of known) {
      assert.equal(contrast(colour, '#ffffff').toFixed(2), expected, colour);
      assert.equal(contrast('#ffffff', colour).toFixed(2), expected, `${colour} the other way round`);
    }
  });

  it('is what axe-core computes', () => {
    // Not among the published types.
    const { color } = (axe as unknown as { commons: { color: AxeColours } }).commons;
    const judged = (text: string) => {
      const value = Number.parseInt(text.slice(1), 16);
      return new color.Color(value >> 16, (value >> 8) & 255, value & 255, 1);
    };
    fc.assert(
      fc.property(colours, colours, (one, other) => {
        assert.ok(Math.abs(contrast(one, other) - color.getContrast(judged(one), judged(other))) < 0.02);
      }),
    );
  });
});

describe('An accent', () => {
  it('has a tint that can be read on dark paper, whatever it is', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        const { solid, onDark } = accentOf(colour);
        assert.equal(solid, colour);
        for (const paper of papers.dark) assert.ok(contrast(onDark, paper) >= leastContrast, `${onDark} on ${paper}`);
      }),
    );
  });

  it('cannot carry white words and stand on dark paper at once, which is why there are two', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        const isBoth = accentContrast(colour) >= leastContrast && contrast(colour, papers.dark[0]) >= leastContrast;
        assert.equal(isBoth, false, colour);
      }),
    );
  });
});

interface AxeColours {
  readonly Color: new (red: number, green: number, blue: number, alpha: number) => object;
  getContrast(one: object, other: object): number;
}
