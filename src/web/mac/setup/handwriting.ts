/**
 * Greetings as somebody would write them: strokes of a round hand, joined on the baseline. Each letter begins where the one
 * before ends, so that a word is one stroke; dots and kana are strokes of their own.
 */

/** A written word: its strokes in the order of writing, in a box of this width and the height {@link boxHeight}. */
export interface Written {
  readonly language: string;
  readonly word: string;
  readonly width: number;
  readonly strokes: readonly string[];
}

/** From the top of an `h` to the tail of a `j`. */
export const boxHeight = 172;
const baseline = 116;

interface Letter {
  readonly path: string;
  readonly width: number;
  /** Its dot, from where it begins. */
  readonly dot?: { readonly x: number; readonly y: number };
}

/**
 * Curves from where the letter before ended to where the next one begins. That is the baseline, but for an `o` and a `b`, which
 * end above it: after them come the shapes named by capitals.
 */
const letters: Readonly<Record<string, Letter>> = {
  h: {
    path: 'c20 0 40-52 40-84c0-16-5-22-12-22c-11 0-15 18-15 50l-2 56c2-26 10-46 24-46c12 0 14 10 13 24c-1 12 0 22 14 22',
    width: 62,
  },
  e: { path: 'c18 0 35-14 35-32c0-9-5-14-12-14c-10 0-17 11-17 24c0 14 9 22 22 22', width: 28 },
  l: { path: 'c20 0 42-52 42-84c0-16-6-22-13-22c-11 0-16 16-16 46c0 38 8 60 27 60', width: 40 },
  L: { path: 'c16 0 38-34 38-52c0-16-6-22-13-22c-11 0-16 16-16 46c0 38 8 60 27 60', width: 36 },
  a: {
    path: 'c12 0 14-46 38-46c4 0 8 2 11 6c-4-5-8-6-12-6c-16 0-26 12-26 26c0 12 6 20 15 20c13 0 21-16 24-38c-3 14-5 22-5 28c0 7 4 10 12 10',
    width: 57,
  },
  o: {
    path: 'c10 0 12-46 34-46c-15 0-24 12-24 26c0 12 7 20 17 20c12 0 20-11 20-25c0-12-6-21-15-21c2 12 12 18 26 14',
    width: 58,
  },
  b: {
    path: 'c20 0 40-52 40-84c0-16-5-22-12-22c-11 0-15 18-15 50c0 40 4 56 20 56c14 0 22-12 22-26c0-12-6-20-14-20c2 12 10 17 22 14',
    width: 63,
  },
  O: {
    path: 'c8-2 12-14 26-14c-15 0-24 12-24 26c0 12 7 20 17 20c12 0 20-11 20-25c0-12-6-21-15-21c2 12 12 18 26 14',
    width: 50,
  },
  N: { path: 'c8-6 12-14 16-14l-2 46c2-26 10-46 24-46c12 0 14 10 13 24c-1 12 0 22 14 22', width: 65 },
  j: {
    path: 'c14 0 22-30 24-46c-4 30-6 52-12 76c-4 16-20 20-22 8c-2-14 26-30 44-38',
    width: 34,
    dot: { x: 27, y: -66 },
  },
  U: {
    path: 'c8-6 12-14 16-14c-3 12-5 22-5 30c0 10 5 16 13 16c12 0 20-18 23-46c-3 14-5 24-5 32c0 9 4 14 14 14',
    width: 56,
  },
  r: { path: 'c12 0 18-34 20-50c4 10 12 12 20 10c-6 14-8 24-6 32c2 6 8 8 18 8', width: 52 },
};

const kana: Readonly<Record<string, readonly string[]>> = {
  こ: ['M14-70c16 4 36 4 52-2', 'M10-18c6 16 36 22 62 12'],
  ん: ['M44-86c-10 28-24 60-36 86c8-22 18-36 26-34c10 2 2 28 12 32c10 4 22-12 26-28'],
  に: ['M14-82c-6 24-8 54-2 80c2-6 6-14 10-18', 'M36-66c10 2 24 2 36-2', 'M36-20c4 12 22 16 40 10'],
  ち: ['M8-64c20 2 42 0 62-6', 'M36-88c-4 18-12 42-22 58c14-14 50-20 52 2c1 18-22 28-42 26'],
  は: [
    'M14-82c-6 24-8 54-2 80c2-6 6-14 10-18',
    'M34-60c14 2 28 0 42-4',
    'M58-84c0 24 2 50 0 68c-4 14-26 12-24 0c2-10 26-8 42 6',
  ],
};
const kanaWidth = 92;

/** The greetings, in the order in which Hello shows them. */
export const greetings: readonly Written[] = [
  written('en', 'hello', 'hello'),
  written('fr', 'bonjour', 'bONjoUr'),
  written('es', 'hola', 'hoLa'),
  written('de', 'hallo', 'hallo'),
  writtenInKana('ja', 'こんにちは'),
];

/** A word of letters; capitals name the shapes that follow an open `o` or `b`. */
function written(language: string, word: string, shapes: string): Written {
  let x = 14;
  let path = `M${x} ${baseline}`;
  const dots: string[] = [];
  for (const name of shapes) {
    const letter = letters[name];
    if (!letter) continue;
    path += letter.path;
    if (letter.dot) dots.push(`M${x + letter.dot.x} ${baseline + letter.dot.y}l.1 .1`);
    x += letter.width;
  }
  return { language, word, width: x + 24, strokes: [path, ...dots] };
}

function writtenInKana(language: string, word: string): Written {
  const strokes = Array.from(word).flatMap((sign, index) =>
    (kana[sign] ?? []).map((path) =>
      path.replace(
        /^M(-?[\d.]+)(-?[\d.]+)/,
        (_, x, y) => `M${Number(x) + index * kanaWidth + 10} ${Number(y) + baseline}`,
      ),
    ),
  );
  return { language, word, width: word.length * kanaWidth + 10, strokes };
}
