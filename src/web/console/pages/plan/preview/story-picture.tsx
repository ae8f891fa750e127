/** A little picture of a step: a Mac's screen with what is on it. Drawn, so that words stay words of the plan. */
import type { ReactNode } from 'react';
import type { StoryStep } from '#api/plan-words/story-step.ts';
import css from './story-picture.module.css';

/** The colours of a macOS behind windows. */
function wallpaperOf(macos: string): string {
  const major = Number(macos.split('.')[0]);
  return major >= 26 ? 'tahoe' : major >= 15 ? 'sequoia' : major === 14 ? 'sonoma' : 'ventura';
}

/** Shows it. Those who hear the page have the text beside it. */
export function StoryPicture({ step, macos }: { readonly step: StoryStep; readonly macos: string }) {
  const { picture, scene } = step;
  return (
    <div className={css['screen']} data-wallpaper={wallpaperOf(macos)} data-scene={scene} aria-hidden>
      {scenes[scene](picture)}
    </div>
  );
}

type Picture = StoryStep['picture'];

const scenes: Readonly<Record<StoryStep['scene'], (picture: Picture) => ReactNode>> = {
  hello: ({ lines }) => (
    <div className={css['hello']}>
      <span className={css['script']}>hello</span>
      <span className={css['small']}>{lines[0]}</span>
    </div>
  ),
  update: sheet,
  management: sheet,
  'sign-in-page': page,
  waiting: ({ heading, lines }) => (
    <div className={css['sheet']}>
      <b>{heading}</b>
      <span>{lines[0]}</span>
      <i className={css['progress']} />
    </div>
  ),
  registration: page,
  account: sheet,
  panes: sheet,
  desktop: (picture) => (
    <>
      <MenuBar />
      <div className={css['window']}>
        <b>{picture.heading}</b>
        {picture.lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
      <Dock />
    </>
  ),
  notification: ({ heading, lines, button }) => (
    <>
      <MenuBar />
      <div className={css['notification']}>
        <b>{heading}</b>
        <span>{lines[0]}</span>
        {button !== undefined && <i className={css['button']}>{button}</i>}
      </div>
      <Dock />
    </>
  ),
  'login-window': login,
  'file-vault': login,
  'lock-screen': (picture) => (
    <>
      <div className={css['clock']}>9:41</div>
      {login(picture)}
    </>
  ),
};

function sheet({ heading, lines, button }: Picture): ReactNode {
  return (
    <div className={css['sheet']}>
      <b>{heading}</b>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {button !== undefined && <i className={css['button']}>{button}</i>}
    </div>
  );
}

function page({ heading, lines, button }: Picture): ReactNode {
  return (
    <div className={css['sheet']} data-page>
      <b>{heading}</b>
      {lines.map((line) => (
        <span key={line} className={css['field']}>
          {line}
        </span>
      ))}
      {button !== undefined && <i className={css['button']}>{button}</i>}
    </div>
  );
}

function login({ heading, lines }: Picture): ReactNode {
  return (
    <div className={css['login']}>
      <i className={css['face']}>{initialsOf(heading)}</i>
      <b>{heading}</b>
      {lines.map((line) => (
        <span key={line} className={css['pill']}>
          {line}
        </span>
      ))}
    </div>
  );
}

function initialsOf(name: string): string {
  const letters = name.split(' ').map((word) => word.charAt(0));
  return name.startsWith('Other') ? '+' : letters.slice(0, 2).join('');
}

function MenuBar() {
  return (
    <div className={css['menu']}>
      <span>Finder</span>
      <span>File</span>
      <span>Edit</span>
    </div>
  );
}

function Dock() {
  return (
    <div className={css['dock']}>
      {['a', 'b', 'c', 'd', 'e'].map((one) => (
        <i key={one} />
      ))}
    </div>
  );
}
