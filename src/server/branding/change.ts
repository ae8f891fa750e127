/** The rules of what may be set. */
import { accentContrast, colourOf, leastContrast } from './contrast.ts';
import { logoOf } from './logo.ts';
import { Refusal } from './refusal.ts';
import type { BrandingChange } from './store.ts';

/** What somebody wants. Undefined stays as it is; null goes. */
export interface BrandingWish {
  readonly accent?: string | null | undefined;
  readonly helpText?: string | null | undefined;
  /** The file. */
  readonly logo?: Uint8Array | null | undefined;
}

/** Characters. */
const longestHelp = 200;

/** @throws {Refusal} */
export function changeOf({ accent, helpText, logo }: BrandingWish): BrandingChange {
  return {
    accent: accent && accentFrom(accent),
    helpText: helpText && helpTextFrom(helpText),
    logo: logo && logoOf(logo),
    // What is empty is nothing.
    ...(accent === '' ? { accent: null } : {}),
    ...(helpText === '' ? { helpText: null } : {}),
  };
}

function accentFrom(text: string): string {
  const colour = colourOf(text);
  if (colour === undefined) throw new Refusal('accent_malformed', 'It is written as #rrggbb, six digits in hex.');
  const found = accentContrast(colour);
  if (found >= leastContrast) return colour;
  // Rounded down, lest 4.496 be told as enough.
  const told = (Math.floor(found * 100) / 100).toFixed(2);
  throw new Refusal('accent_contrast', `Its contrast is ${told}:1 and must be ${leastContrast}:1; take a darker one.`);
}

// Marks that turn the direction of what follows could make a page say something else than was set (Unicode TR 36).
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

function helpTextFrom(text: string): string {
  const trimmed = text.trim();
  const { length } = trimmed;
  if (length < 1 || length > longestHelp) {
    throw new Refusal('help_text_refused', `It has ${length} characters; 1 to ${longestHelp} are allowed.`);
  }
  if (unseen.test(trimmed))
    throw new Refusal('help_text_refused', 'It has characters that nobody sees, or several lines.');
  return trimmed;
}
