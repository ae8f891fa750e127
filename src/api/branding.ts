/** How the organisation looks on the pages that people sign in with: an accent, a logo, and whom to ask for help. */
import { z } from 'zod';
import { timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** The look in force. */
export const branding = z
  .object({
    accent: z.string().nullable().describe('`#rrggbb`: buttons; links and outlines where the page is light.'),
    accentOnDark: z
      .string()
      .nullable()
      .describe('`#rrggbb`, made of the accent: links and outlines where the page is dark.'),
    helpText: z.string().nullable().describe('Stands at the foot of every page.'),
    logo: z
      .object({ contentType: z.enum(['image/png', 'image/svg+xml']), bytes: z.number().int(), sha256: z.string() })
      .nullable()
      .describe('Served at /branding/logo.'),
    version: z.number().int().describe('0 while nothing was ever set.'),
    changedAt: timeOrNever,
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'Branding' });

/** The look in force. */
export type BrandingDocument = z.infer<typeof branding>;

const change = z
  .strictObject({
    accent: z
      .string()
      .max(32)
      .nullable()
      .optional()
      .describe('`#rrggbb`, with a contrast of at least 4.5:1 to white and to light grey.'),
    helpText: z.string().max(1000).nullable().optional().describe('Plain text, one line of at most 200 characters.'),
    logo: z
      .base64()
      .max(120_000)
      .nullable()
      .optional()
      .describe('A PNG or an SVG of at most 64 KiB; the SVG without scripts and links.'),
  })
  .meta({ id: 'ChangeBrandingRequest' });

const noun = 'branding';

/** What may be asked about the look. */
export const brandingOperations = {
  getBranding: {
    method: 'GET',
    path: '/api/v1/branding',
    noun,
    summary: 'Shows how the organisation looks on its pages',
    response: branding,
    role: 'auditor',
    refusals: [],
  },
  changeBranding: {
    method: 'PATCH',
    path: '/api/v1/branding',
    noun,
    summary: 'Changes what is given of the look, all of it or nothing; null takes a part away',
    body: change,
    response: branding,
    role: 'admin',
    refusals: [
      'accent_malformed',
      'accent_contrast',
      'help_text_refused',
      'logo_too_large',
      'logo_unknown_type',
      'logo_damaged',
      'logo_svg_refused',
    ],
  },
  resetBranding: {
    method: 'DELETE',
    path: '/api/v1/branding',
    noun,
    summary: 'Takes the whole look away: the pages are as they come',
    response: branding,
    role: 'admin',
    refusals: [],
  },
} as const satisfies Record<string, Operation>;
