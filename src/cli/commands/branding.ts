import { readFile } from 'node:fs/promises';
import type { BrandingDocument } from '#api/branding.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment } from '../table.ts';

/** `porchlight branding ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'show',
    summary: 'show how the organisation looks on its pages',
    run: async ({ api, show }) => {
      const one = await api.getBranding();
      show(one, textOf(one));
    },
  },
  {
    usage: 'set',
    summary: 'change what is given of the look; an empty value takes it away',
    options: [
      ['--accent <colour>', 'colour of buttons and links, such as #0a6a4b'],
      ['--logo <file>', 'a PNG or SVG of at most 64 KiB, shown above each page'],
      ['--help-text <text>', 'a line at the foot of each page: whom to ask for help'],
    ],
    run: setBranding,
  },
  {
    usage: 'reset',
    summary: 'take the whole look away',
    run: async ({ api, say }) => {
      say('the pages are as they come', await api.resetBranding());
    },
  },
];

async function setBranding({ api, option, show }: CommandContext): Promise<void> {
  const [accent, logo, helpText] = [option('accent'), option('logo'), option('helpText')];
  if (accent === undefined && logo === undefined && helpText === undefined) {
    throw new CliRefusal('branding_empty', 'nothing is to be set', 'such as --accent "#0a6a4b" or --logo FILE', 2);
  }
  const one = await api.changeBranding({
    body: {
      ...(accent === undefined ? {} : { accent: accent || null }),
      ...(helpText === undefined ? {} : { helpText: helpText || null }),
      ...(logo === undefined ? {} : { logo: logo ? await fileOf(logo) : null }),
    },
  });
  show(one, textOf(one));
}

/** Bytes. What is larger the server refuses with a word of its own, as long as it reads that far. */
const largestSent = 80 * 1024;

async function fileOf(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.length > largestSent) {
    throw new CliRefusal('logo_too_large', 'the logo is larger than 64 KiB', 'make the picture smaller', 1);
  }
  return toBase64(bytes);
}

function textOf({ accent, accentOnDark, helpText, logo, changedAt, changedBy }: BrandingDocument): string {
  return facts([
    ['accent', accent === null ? 'ours' : `${accent}; ${accentOnDark ?? '-'} on dark pages`],
    ['logo', logo === null ? 'none' : `${logo.contentType}, ${logo.bytes} bytes`],
    ['help text', helpText ?? 'none'],
    ['changed', changedAt === null ? 'never' : `${moment(changedAt)} by ${changedBy ?? '-'}`],
  ]);
}
