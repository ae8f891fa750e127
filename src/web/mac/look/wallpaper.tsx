/** The wallpaper of each macOS, of our own drawing. Colours come from wallpaper.css, where the dark ones stand too. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { generationOf } from './macos-look.ts';

interface Props {
  readonly macos: string;
  /** Behind the login window the picture is a little darker. */
  readonly isDimmed?: boolean;
}

/** Fills its positioned ancestor. */
export function Wallpaper({ macos, isDimmed = false }: Props) {
  const id = useId();
  const generation = generationOf(macos);
  const scene = scenes[generation] ?? scenes[14];
  return (
    <svg
      class={`mac-wallpaper paper-${generation}${isDimmed ? ' dimmed' : ''}`}
      viewBox="0 0 1120 700"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <defs>
        {tones.map((tone) => (
          <linearGradient key={tone} id={`${id}-${tone}`} x1="0" y1="0" x2={tone % 2 === 0 ? '0.35' : '1'} y2="1">
            <stop offset="0" class={`from-${tone}`} />
            <stop offset="1" class={`to-${tone}`} />
          </linearGradient>
        ))}
      </defs>
      {scene?.((tone) => `url(#${id}-${tone})`)}
    </svg>
  );
}

const tones = [0, 1, 2, 3, 4, 5];

type Scene = (fill: (tone: number) => string) => ComponentChildren;

const whole = (fill: string) => <rect width="1120" height="700" fill={fill} />;

const scenes: Readonly<Record<number, Scene>> = {
  // Sheets of silk that turn over each other.
  13: (fill) => (
    <>
      {whole(fill(0))}
      <path d="M-60 720C120 430 250 90 700-40H-60Z" fill={fill(1)} />
      <path d="M-40 760C240 600 330 250 900-40h300C760 180 560 520 470 760Z" fill={fill(2)} />
      <path d="M260 760c150-260 380-420 900-520v250C820 520 640 620 600 760Z" fill={fill(3)} />
      <path d="M520 760c90-150 260-260 660-300v180c-280 0-400 40-470 120Z" fill={fill(4)} />
      <path d="M-60 760C20 560 90 470 210 380c-40 130-30 250 60 380Z" fill={fill(5)} />
    </>
  ),
  // Hills in the morning.
  14: (fill) => (
    <>
      {whole(fill(0))}
      <circle cx="790" cy="215" r="74" fill={fill(5)} />
      <path d="M-20 400C160 300 300 330 450 380s330-130 700-20v360H-20Z" fill={fill(1)} />
      <path d="M-20 470c190-110 380-60 560 0s330 20 600-70v320H-20Z" fill={fill(2)} />
      <path d="M-20 560c260-130 470-40 640 0s340 10 520-60v220H-20Z" fill={fill(3)} />
      <path d="M-20 650c230-110 520-80 1160-20v90H-20Z" fill={fill(4)} />
    </>
  ),
  // Light between tall trunks.
  15: (fill) => (
    <>
      {whole(fill(0))}
      <path d="M480-20h160l420 740H60Z" fill={fill(5)} />
      <path d="M-20-20h120c30 260 20 480 90 740H-20Z" fill={fill(1)} />
      <path d="M160-20h70c10 250 30 500 110 740H220C180 480 170 240 160-20Z" fill={fill(2)} />
      <path d="M900-20h70c-10 250-20 500 30 740H850c50-240 60-480 50-740Z" fill={fill(2)} />
      <path d="M1010-20h130v740h-40c-70-250-80-490-90-740Z" fill={fill(1)} />
      <path d="M-20 600c220-80 430-60 600-10s380 20 560-40v170H-20Z" fill={fill(3)} />
      <path d="M-20 660c300-60 640-40 1160 0v60H-20Z" fill={fill(4)} />
    </>
  ),
  // A lake seen through glass.
  26: (fill) => (
    <>
      {whole(fill(0))}
      <path d="M-20 330 170 190l110 90 180-170 170 160 120-80 210 150 180-90v200H-20Z" fill={fill(1)} />
      <path d="M-20 410c240-70 480 60 680 10s320-40 480-20v330H-20Z" fill={fill(2)} />
      <path d="M-20 500c200 60 380-40 620 0s380 50 540 0v230H-20Z" fill={fill(3)} />
      <path d="M-20 610c260-70 460 40 700 10s320-40 460-10v120H-20Z" fill={fill(4)} />
      <path d="M640 760C560 520 700 250 1180 120v640Z" fill={fill(5)} />
    </>
  ),
  // Rings of light.
  27: (fill) => (
    <>
      {whole(fill(0))}
      <circle cx="330" cy="520" r="420" fill={fill(1)} />
      <circle cx="820" cy="240" r="360" fill={fill(2)} />
      <circle cx="640" cy="600" r="300" fill={fill(3)} />
      <circle cx="980" cy="610" r="260" fill={fill(4)} />
      <circle cx="240" cy="180" r="190" fill={fill(5)} />
    </>
  ),
};
