/** Contrast of colours (WCAG 2.2, "relative luminance" and "contrast ratio"), and what it asks of an accent. */
import { type Brand, papers } from '#server/pages/page.ts';

/** The least that text must have (WCAG 2.2, success criterion 1.4.3). */
export const leastContrast = 4.5;

type Rgb = readonly [red: number, green: number, blue: number];

/** `#rrggbb`, in lower case; undefined for any other text. */
export function colourOf(text: string): string | undefined {
  return /^#[\da-f]{6}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** Between 1 and 21. @param colours `#rrggbb` each */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(rgbOf(one)), luminance(rgbOf(other))].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The least contrast of an accent: with the white words of buttons, and as a link on light paper. */
export function accentContrast(accent: string): number {
  return Math.min(...papers.light.map((paper) => contrast(accent, paper)));
}

/**
 * How an accent is used. No colour has enough contrast with white words and with dark paper at once (it would have to be
 * darker than 0.183 and lighter than 0.233); so that on dark paper it stands as itself below white words alone, and
 * elsewhere as the first of its tints that can be read there. @param solid has {@link leastContrast}
 */
export function accentOf(solid: string): NonNullable<Brand['accent']> {
  return { solid, onDark: tintOnDark(solid) };
}

const tintSteps = 64;

function tintOnDark(solid: string): string {
  for (let step = 0; step < tintSteps; step += 1) {
    const tint = mixedWithWhite(solid, step / tintSteps);
    if (papers.dark.every((paper) => contrast(tint, paper) >= leastContrast)) return tint;
  }
  return '#ffffff';
}

function mixedWithWhite(colour: string, part: number): string {
  const channels = rgbOf(colour).map((channel) => Math.round(channel + (255 - channel) * part));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
