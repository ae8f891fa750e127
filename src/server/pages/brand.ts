/** What an organisation adds to our pages: a colour, a logo, and whom to ask for help. Everything else stays as it is. */
import { escaped } from './escaped.ts';
import type { Look } from './page-style.ts';

/** The organisation's look. Whoever makes one has checked the colours: see {@link papers}. */
export interface Brand {
  readonly accent?:
    | {
        /** `#rrggbb`: buttons, whose words are white, in light and dark; in light also links and outlines. */
        readonly solid: string;
        /** `#rrggbb`: links, outlines and the edges of buttons on dark paper. */
        readonly onDark: string;
      }
    | undefined;
  /** Shown from `/branding/logo`. */
  readonly logo?: { readonly alt: string } | undefined;
  /** Plain text. */
  readonly helpText?: string | undefined;
}

/** What an accent stands on: pages, and the cards of lists. */
export const papers = { light: ['#ffffff', '#f5f5f7'], dark: ['#1e1e1e', '#2a2a2c'] } as const;

const outlined = 'input:focus-visible,button:focus-visible,a:focus-visible';

/** Added to the style sheet of a page. */
export function brandStyle(brand: Brand | undefined, look: Look): string {
  if (brand === undefined) return '';
  const { accent, logo, helpText } = brand;
  return `${accent ? accentStyle(accent) : ''}${logo ? logoStyle : ''}${helpText ? helpStyle(look) : ''}`;
}

function accentStyle({ solid, onDark }: NonNullable<Brand['accent']>): string {
  return `:root{--blue:${colourOf(solid)};--link:${colourOf(solid)}}
${outlined}{outline-color:var(--link)}
@media(prefers-color-scheme:dark){:root{--link:${colourOf(onDark)}}button:not(.plain),a.button:not(.plain){border-color:var(--link)}}
`;
}

// The text goes into a style sheet that the page's policy lets in whatever it says.
function colourOf(text: string): string {
  if (!/^#[\da-f]{6}$/.test(text)) throw new TypeError('a colour is #rrggbb');
  return text;
}

// Logos are made for white paper: on dark paper they keep a piece of it.
const logoStyle = `.logo{display:block;width:auto;height:auto;max-width:100%;max-height:4rem;margin:0 0 1.5rem;object-fit:contain;object-position:left;color-scheme:light}
@media(prefers-color-scheme:dark){.logo{padding:.5rem .75rem;background:#fff;border-radius:.5rem}}
`;

/** As wide as the page above it. */
function helpStyle(look: Look): string {
  return `footer{max-width:${look === 'account' ? 30 : 24}rem;margin:0 auto;padding:0 1.25rem 2rem}
footer p{color:var(--faint);font-size:.9rem}
`;
}

/** The logo, above everything else of a page. */
export function brandLogo(brand: Brand | undefined): string {
  return brand?.logo ? `<img class="logo" src="/branding/logo" alt="${escaped(brand.logo.alt)}">\n` : '';
}

/** The foot of a page. */
export function brandFoot(brand: Brand | undefined): string {
  return brand?.helpText ? `<footer><p>${escaped(brand.helpText)}</p></footer>\n` : '';
}
