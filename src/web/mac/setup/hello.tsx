/** The first thing that a new Mac shows: a greeting that writes itself, in one language after the other. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { boxHeight, greetings } from './handwriting.ts';
import { wordsOf } from './setup-words.ts';
import './hello.css';

/** So long a greeting is there: it is written in the first third. */
const eachFor = 4600;
const writing = 1700;

/** Fills the screen until somebody begins. */
export function Hello({ onBegin }: { readonly onBegin: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const [index, setIndex] = useState(0);
  const isStill = useStillness();
  useEffect(() => button.current?.focus(), []);
  useEffect(() => {
    if (isStill) return undefined;
    const turning = setInterval(() => setIndex((before) => (before + 1) % greetings.length), eachFor);
    return () => clearInterval(turning);
  }, [isStill]);
  const greeting = greetings[index] ?? greetings[0];
  if (!greeting) return null;
  return (
    <main class="setup-hello">
      <h1 class="mac-hidden">Hello</h1>
      <svg
        key={greeting.language}
        class={isStill ? 'greeting still' : 'greeting'}
        viewBox={`0 0 ${greeting.width} ${boxHeight}`}
        style={{ '--word-width': `${greeting.width}` }}
        aria-hidden="true"
      >
        {greeting.strokes.map((path, place) => (
          <path key={path} d={path} pathLength={1} style={strokeTime(place, greeting.strokes.length)} />
        ))}
      </svg>
      <button ref={button} type="button" class="setup-begin" onClick={() => onBegin()}>
        {wordsOf('en').getStarted}
      </button>
    </main>
  );
}

/** The strokes of a word share its time; where there is one long one and dots, the long one has nearly all. */
function strokeTime(place: number, count: number) {
  const isDot = count === 2 && place === 1;
  const share = count === 2 ? (isDot ? 160 : writing) : writing / count;
  const start = count === 2 ? (isDot ? writing : 0) : place * share;
  return { animationDuration: `${share}ms`, animationDelay: `${start}ms` };
}

/** Whether the person wants no motion. */
function useStillness(): boolean {
  const [isStill, setStill] = useState(false);
  useEffect(() => {
    const wish = matchMedia('(prefers-reduced-motion: reduce)');
    const look = () => setStill(wish.matches);
    look();
    wish.addEventListener('change', look);
    return () => wish.removeEventListener('change', look);
  }, []);
  return isStill;
}
