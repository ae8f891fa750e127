/** The icons of the applications, drawn for this Mac: tiles with round corners, at any size. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** An application that has an icon. */
export type IconName = 'safari' | 'settings' | 'terminal' | 'porchlight' | 'setup' | 'profile';

interface Props {
  readonly name: IconName;
  readonly size: number;
}

/** The icon. */
export function AppIcon({ name, size }: Props) {
  const id = useId();
  const [top, bottom] = grounds[name];
  return (
    <svg class="mac-app-icon" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <defs>
        <linearGradient id={`${id}-ground`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color={top} />
          <stop offset="1" stop-color={bottom} />
        </linearGradient>
      </defs>
      <path d={tile} fill={`url(#${id}-ground)`} />
      <path d={tile} fill="none" stroke="#000000" stroke-opacity="0.14" />
      {signs[name](id)}
    </svg>
  );
}

/** A square whose corners round off evenly. */
const tile =
  'M32 3C14 3 8.5 3.6 5.9 6.2 3.4 8.8 3 14.5 3 32s.4 23.2 2.9 25.8C8.5 60.4 14 61 32 61s23.5-.6 26.1-3.2C60.6 55.2 61 49.5 61 32s-.4-23.2-2.9-25.8C55.5 3.6 50 3 32 3Z';

const grounds: Readonly<Record<IconName, readonly [string, string]>> = {
  safari: ['#fdfdfe', '#dfe6ef'],
  settings: ['#a9acb3', '#63666d'],
  terminal: ['#3c3f45', '#17181b'],
  porchlight: ['#2f3f66', '#141c33'],
  setup: ['#6fb4ff', '#2b6fd6'],
  profile: ['#f4f5f7', '#c9ccd3'],
};

const signs: Readonly<Record<IconName, (id: string) => ComponentChildren>> = {
  // A compass rose with four points.
  safari: (id) => (
    <>
      <defs>
        <radialGradient id={`${id}-sea`} cx="0.5" cy="0.35" r="0.75">
          <stop offset="0" stop-color="#6fc3ff" />
          <stop offset="1" stop-color="#1566c8" />
        </radialGradient>
      </defs>
      <circle cx="32" cy="32" r="23.5" fill={`url(#${id}-sea)`} />
      <g stroke="#ffffff" stroke-opacity="0.85" stroke-width="1.3">
        {[0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330].map((turn) => (
          <path key={turn} d="M32 10.5v3.5" transform={`rotate(${turn} 32 32)`} />
        ))}
      </g>
      <g transform="rotate(45 32 32)">
        <path d="M32 13 36.2 32H27.8Z" fill="#ff5a4e" />
        <path d="M32 51 36.2 32H27.8Z" fill="#ffffff" />
      </g>
      <g transform="rotate(45 32 32)">
        <path d="M20.5 32 32 29.4v5.2ZM43.5 32 32 29.4v5.2Z" fill="#ffffff" fill-opacity="0.75" />
      </g>
    </>
  ),
  settings: () => (
    <>
      <g fill="#e9eaed">
        {[0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330].map((turn) => (
          <rect key={turn} x="29.3" y="9" width="5.4" height="10" rx="1.8" transform={`rotate(${turn} 32 32)`} />
        ))}
      </g>
      <circle cx="32" cy="32" r="16" fill="none" stroke="#e9eaed" stroke-width="5" />
      <circle cx="32" cy="32" r="6" fill="none" stroke="#e9eaed" stroke-width="3.5" />
      <path d="M32 26V17M37.2 35l7.6 4.5M26.8 35l-7.6 4.5" stroke="#e9eaed" stroke-width="3.5" />
    </>
  ),
  terminal: () => (
    <>
      <rect x="8" y="9" width="48" height="46" rx="8" fill="#0d0e10" />
      <path
        d="m16 20 8 7-8 7"
        fill="none"
        stroke="#f4f5f6"
        stroke-width="3.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <path d="M28 36h11" stroke="#f4f5f6" stroke-width="3.4" stroke-linecap="round" />
    </>
  ),
  // A lantern that is lit.
  porchlight: (id) => (
    <>
      <defs>
        <radialGradient id={`${id}-light`} cx="0.5" cy="0.5" r="0.5">
          <stop offset="0" stop-color="#ffe7a3" />
          <stop offset="0.45" stop-color="#ffc44d" stop-opacity="0.55" />
          <stop offset="1" stop-color="#ffb020" stop-opacity="0" />
        </radialGradient>
      </defs>
      <circle cx="32" cy="36" r="25" fill={`url(#${id}-light)`} />
      <path
        d="M32 9v6M24.5 15.5h15L44 24H20Z"
        fill="#f2d9a0"
        stroke="#f2d9a0"
        stroke-width="2"
        stroke-linejoin="round"
      />
      <path d="M21.5 24h21l-3 25h-15Z" fill="#fff3cf" stroke="#f2d9a0" stroke-width="2.2" stroke-linejoin="round" />
      <path d="M32 31c3.6 4 4.8 6 4.8 8.4a4.8 4.8 0 0 1-9.6 0C27.2 37 28.4 35 32 31Z" fill="#ff9d1e" />
      <path d="M23 52.5h18" stroke="#f2d9a0" stroke-width="3.4" stroke-linecap="round" />
    </>
  ),
  setup: () => (
    <>
      <rect x="14" y="17" width="36" height="24" rx="3.5" fill="#ffffff" />
      <path d="M9 46.5h46" stroke="#ffffff" stroke-width="4" stroke-linecap="round" />
      <path
        d="m25 28.5 5 5 9-9.5"
        fill="none"
        stroke="#2b6fd6"
        stroke-width="3.2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </>
  ),
  profile: () => (
    <>
      <path d="M18 10h20l9 9v35H18Z" fill="#ffffff" stroke="#8a8f99" stroke-width="1.6" />
      <path d="M38 10v9h9" fill="#e6e8ec" stroke="#8a8f99" stroke-width="1.6" />
      <g stroke="#9aa0ab" stroke-width="2.2" stroke-linecap="round">
        <path d="M23.5 25h17M23.5 31h17M23.5 37h9" />
      </g>
      <circle cx="40" cy="44" r="8.5" fill="#0a68da" />
      <path d="m36.3 44.2 2.6 2.6 4.8-5.2" fill="none" stroke="#ffffff" stroke-width="2.2" stroke-linecap="round" />
    </>
  ),
};
