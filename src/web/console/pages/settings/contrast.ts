/** Contrast of an accent, as the server will judge it (WCAG 2.2, "relative luminance" and "contrast ratio"). */

/** The least that text must have (WCAG 2.2, success criterion 1.4.3). */
export const leastContrast = 4.5;

/** Papers of our pages where they are light. */
const lightPapers = ['#ffffff', '#f5f5f7'];

/** Whether it is a colour as `#rrggbb`. */
export function isColour(text: string): boolean {
  return /^#[\da-f]{6}$/i.test(text);
}

/** The least contrast that an accent has with white words on it and, as a link, with light paper. */
export function accentContrast(accent: string): number {
  return Math.min(...lightPapers.map((paper) => contrast(accent, paper)));
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((place) => linear(Number.parseInt(colour.slice(place, place + 2), 16)));
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
