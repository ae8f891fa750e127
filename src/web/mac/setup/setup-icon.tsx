/** The large icons of the panes: a sign in a tile of its colour. */
import type { ComponentChildren } from 'preact';

/** What a pane is about. */
export type SetupSign =
  | 'language'
  | 'country'
  | 'network'
  | 'management'
  | 'update'
  | 'sso'
  | 'account'
  | 'accessibility'
  | 'privacy'
  | 'transfer'
  | 'terms'
  | 'shield'
  | 'location'
  | 'chart'
  | 'hourglass'
  | 'voice'
  | 'spark'
  | 'disk'
  | 'finger'
  | 'card'
  | 'watch'
  | 'look'
  | 'mac';

/** The icon. */
export function SetupIcon({ sign }: { readonly sign: SetupSign }) {
  const { tone, draw } = signs[sign];
  return (
    <svg class={`setup-sign tone-${tone}`} width="64" height="64" viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="15" class="tile" />
      <g
        fill="none"
        stroke="#ffffff"
        stroke-width="3.2"
        stroke-linecap="round"
        stroke-linejoin="round"
        transform="translate(12 12) scale(2.5)"
        vector-effect="non-scaling-stroke"
      >
        {draw}
      </g>
    </svg>
  );
}

type Tone = 'blue' | 'grey' | 'green' | 'red' | 'violet' | 'orange' | 'black';

interface Sign {
  readonly tone: Tone;
  readonly draw: ComponentChildren;
}

const line = (tone: Tone, path: string): Sign => ({ tone, draw: <path d={path} stroke-width="1.25" /> });
const globe =
  'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM1.5 8h13M8 1.5c2.2 2 2.8 4 2.8 6.5S10.2 12.500 8 14.500C5.800 12.500 5.200 10.500 5.200 8S5.800 3.500 8 1.500Z';
const shield = 'M8 1.400 13.500 3.400v4.200c0 3.400-2.400 5.700-5.500 7-3.100-1.300-5.500-3.600-5.500-7V3.400Z';

const signs: Readonly<Record<SetupSign, Sign>> = {
  language: line(
    'blue',
    'M2 4h7M5.500 2.500V4M7.500 4C7 7 5 9 2.300 10M3.800 6c.8 1.800 2.300 3 4 3.700M8.200 13.500l3-7.500 3 7.500M9.300 11h3.800',
  ),
  country: line('blue', globe),
  network: line(
    'blue',
    'M1.400 6.200a9.600 9.600 0 0 1 13.200 0M3.700 8.800a6.200 6.200 0 0 1 8.600 0M6 11.300a3 3 0 0 1 4 0M8 13.300v.01',
  ),
  management: line(
    'grey',
    'M6.700 1.500h2.600l.4 2 1.200.7 1.900-.7 1.300 2.300-1.500 1.300v1.400l1.500 1.300-1.300 2.300-1.900-.7-1.200.7-.4 2H6.700l-.4-2-1.200-.7-1.900.7-1.300-2.300 1.500-1.300V7.100L1.900 5.800l1.300-2.300 1.900.7 1.200-.7ZM8 5.700a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Z',
  ),
  update: line('grey', 'M13.500 8a5.500 5.500 0 1 1-1.700-4M12.300 1.500v2.800H9.500M8 5.500v5M6 8.700l2 2 2-2'),
  sso: line(
    'blue',
    'M5.500 5.800a2.700 2.700 0 1 1 0 5.400 2.700 2.700 0 0 1 0-5.400ZM8.200 8.500h6.300M12 8.500v2.300M14.500 8.500v1.700',
  ),
  account: line(
    'blue',
    'M8 2.300a2.800 2.800 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600ZM2.700 14c0-3 2.300-4.600 5.300-4.600s5.300 1.600 5.300 4.600',
  ),
  accessibility: line('blue', 'M8 2.300v.01M3 5.500l5 1.200 5-1.200M8 6.700v3M8 9.700 5.500 14M8 9.700l2.500 4.300'),
  privacy: line(
    'blue',
    'M5.200 7a2.300 2.300 0 1 1 0-.01M10.800 7a2.300 2.300 0 1 1 0-.01M1.500 13.500c.3-2.500 1.800-3.800 3.700-3.800s3 .8 2.800 1c-.2-.2 1-1 2.800-1s3.400 1.300 3.700 3.800',
  ),
  transfer: line(
    'blue',
    'M2 4.500h5.500v7H2ZM8.500 6h5.500v5.500H8.500M4 13.500h8M9.500 2.500l2 2-2 2M11.500 4.500h-2',
  ),
  terms: line(
    'grey',
    'M3.500 1.800h6.200l2.800 2.800v9.600h-9ZM9.500 1.800v3h3M5.500 7.500h5M5.500 9.700h5M5.500 11.900h3',
  ),
  shield: line('blue', `${shield}M5.500 8l1.900 1.900L10.800 6.500`),
  location: line('blue', 'M14 2 9.300 14 7.400 8.600 2 6.700Z'),
  chart: line('blue', 'M2.500 13.500h11M4 13.500V9M8 13.500v-9M12 13.500V7'),
  hourglass: line(
    'violet',
    'M4 1.800h8M4 14.200h8M5 1.800c0 3.500 3 4.200 3 6.200s-3 2.700-3 6.200M11 1.800c0 3.500-3 4.200-3 6.200s3 2.700 3 6.200',
  ),
  voice: line('violet', 'M2 7v2M5 5v6M8 2.500v11M11 5v6M14 7v2'),
  spark: line(
    'violet',
    'M8 1.500c.5 4 2.500 6 6.500 6.500-4 .5-6 2.500-6.500 6.500C7.500 10.500 5.500 8.500 1.500 8 5.500 7.500 7.500 5.500 8 1.500Z',
  ),
  disk: line(
    'grey',
    'M2.500 7V4.500A1.500 1.500 0 0 1 4 3h8a1.500 1.500 0 0 1 1.500 1.500V7M2.500 7h11v5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1ZM11 10v.01',
  ),
  finger: line(
    'red',
    'M3.500 9.500V8a4.500 4.500 0 0 1 9 0v2M5.700 12.500V8a2.300 2.300 0 0 1 4.600 0v4M8 8v5.500M3.500 4.500A6 6 0 0 1 8 2.500',
  ),
  card: line(
    'black',
    'M1.700 4.500A1 1 0 0 1 2.700 3.500h10.600a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H2.700a1 1 0 0 1-1-1ZM1.700 6.700h12.600M4 10h2.500',
  ),
  watch: line(
    'black',
    'M5 4.500h6a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1ZM5.500 4.500 6 1.500h4l.5 3M5.500 11.500l.5 3h4l.5-3M8 6.500V8l1 .8',
  ),
  look: line('blue', 'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM8 1.500v13M10.200 3v10M12.300 4.500v7'),
  mac: line('blue', 'M3 3.500h10v7H3ZM1 12.700h14M6 12.700h4'),
};
