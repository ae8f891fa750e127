/** The windows on a desktop, back to front, and what can be done with them. Plain data, so that a reload finds it again. */
import type { AppName, OpenOptions } from '../app-names.ts';

/** The screen of a Mac, in its own pixels. */
export const screenSize = { width: 1120, height: 700 } as const;

/** What windows leave free: the menu bar above, the Dock below. */
const edges = { top: 25, bottom: 78 } as const;

/** A window; an application has at most one. */
export interface WindowPlace {
  readonly app: AppName;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isMinimized: boolean;
  readonly isZoomed: boolean;
  /** Where in the application it was opened; a new object each time. */
  readonly options: OpenOptions;
}

/** Back to front. */
export type Windows = readonly WindowPlace[];

/** What somebody does with them. */
export type WindowAct =
  | { readonly kind: 'open'; readonly app: AppName; readonly options?: OpenOptions }
  | { readonly kind: 'close' | 'minimize' | 'zoom' | 'raise'; readonly app: AppName }
  /** The window, or its right and lower edge, goes so many pixels of the screen. */
  | { readonly kind: 'move' | 'size'; readonly app: AppName; readonly right: number; readonly down: number };

/** Width, height, and where a new window stands in the room that it leaves. */
const shapes: Readonly<Record<AppName, readonly [number, number, number, number]>> = {
  safari: [920, 570, 0.5, 0.2],
  settings: [720, 540, 0.26, 0.3],
  terminal: [640, 400, 0.78, 0.8],
  porchlight: [640, 450, 0.66, 0.42],
  about: [290, 400, 0.5, 0.4],
};

/** No window becomes smaller than this. */
const least = { width: 420, height: 260 } as const;

/** Whether its size can be changed. */
export function isSizable(app: AppName): boolean {
  return app !== 'about';
}

/** The window in front that is not minimized. */
export function activeWindow(windows: Windows): WindowPlace | undefined {
  return windows.findLast(({ isMinimized }) => !isMinimized);
}

/** What the windows are after an act. */
export function afterAct(windows: Windows, act: WindowAct): Windows {
  const mine = windows.find(({ app }) => app === act.app);
  const others = windows.filter(({ app }) => app !== act.app);
  if (act.kind === 'open') {
    const place = mine ?? newPlace(act.app);
    return [...others, { ...place, isMinimized: false, options: act.options ?? place.options }];
  }
  if (!mine) return windows;
  switch (act.kind) {
    case 'close':
      return others;
    case 'raise':
      return windows.at(-1) === mine ? windows : [...others, mine];
    case 'minimize':
      return [{ ...mine, isMinimized: true }, ...others];
    case 'zoom':
      return [...others, { ...mine, isZoomed: !mine.isZoomed }];
    case 'move':
      return [...others, moved(mine, act.right, act.down)];
    case 'size':
      return isSizable(act.app) ? [...others, sized(mine, act.right, act.down)] : windows;
  }
}

/** Where a window is drawn: zoomed, it takes what the edges leave. */
export function boundsOf({ left, top, width, height, isZoomed }: WindowPlace) {
  if (!isZoomed) return { left, top, width, height };
  return {
    left: 8,
    top: edges.top + 6,
    width: screenSize.width - 16,
    height: screenSize.height - edges.top - edges.bottom - 10,
  };
}

function newPlace(app: AppName): WindowPlace {
  const [width, height, across, along] = shapes[app];
  const [roomX, roomY] = [screenSize.width - width, screenSize.height - edges.top - edges.bottom - height];
  return {
    app,
    width,
    height,
    left: Math.round(roomX * across),
    top: Math.round(edges.top + 4 + Math.max(0, roomY - 8) * along),
    isMinimized: false,
    isZoomed: false,
    options: {},
  };
}

function moved(place: WindowPlace, right: number, down: number): WindowPlace {
  const held = 90;
  const left = Math.max(held - place.width, Math.min(screenSize.width - held, place.left + right));
  const top = Math.max(edges.top, Math.min(screenSize.height - edges.bottom, place.top + down));
  return { ...place, left, top, isZoomed: false };
}

/** A zoomed window keeps the size that it has, and is not zoomed any more. */
function sized(place: WindowPlace, wider: number, taller: number): WindowPlace {
  const { left, top, width, height } = boundsOf(place);
  const within = (size: number, smallest: number, room: number) => Math.max(smallest, Math.min(room, size));
  return {
    ...place,
    left,
    top,
    width: within(width + wider, least.width, screenSize.width - left),
    height: within(height + taller, least.height, screenSize.height - top),
    isZoomed: false,
  };
}
