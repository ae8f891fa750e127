/**
 * docs/tutorial.md as a program: chapters (`##`), steps (`###`) and their sentences. What stands in a quotation (`>`) tells
 * why, and is not played; everything else in a chapter is.
 */

/** A chapter: one Mac's story. */
export interface Chapter {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** A step, as its heading names it. */
export interface Step {
  readonly title: string;
  /** Played in their order. */
  readonly acts: readonly StepAct[];
}

/** A sentence, or a picture that is taken at this place. */
export type StepAct =
  | { readonly kind: 'sentence'; readonly text: string; readonly beginsParagraph: boolean }
  | { readonly kind: 'picture'; readonly file: string; readonly alternative: string };

/** The chapters that are played: those with steps. */
export function readTutorial(markdown: string): readonly Chapter[] {
  return partsOf(markdown, '## ')
    .map(({ title, body }) => ({
      title,
      steps: partsOf(body, '### ').map((step) => ({ title: step.title, acts: actsOf(step.body) })),
    }))
    .filter(({ steps }) => steps.length > 0);
}

function partsOf(markdown: string, mark: string): { readonly title: string; readonly body: string }[] {
  const [, ...parts] = `\n${markdown}`.split(`\n${mark}`);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    return { title: part.slice(0, end).trim(), body: part.slice(end) };
  });
}

function actsOf(body: string): StepAct[] {
  return body
    .split(/\n\s*\n|\n(?=\d+\. |- )/)
    .map((paragraph) => paragraph.replace(/^\s*(?:\d+\.|-)\s+/, '').trim())
    .filter((paragraph) => paragraph !== '' && !paragraph.startsWith('>'))
    .flatMap(paragraphActs);
}

function paragraphActs(paragraph: string): StepAct[] {
  const picture = /^!\[(?<alternative>[^\]]*)\]\((?<file>[^)]+)\)$/.exec(paragraph)?.groups;
  if (picture) return [{ kind: 'picture', file: picture['file'] ?? '', alternative: picture['alternative'] ?? '' }];
  const line = paragraph.replaceAll(/\s+/g, ' ');
  // A sentence ends before a space and a capital, with a full stop, or with bold words that end in one.
  const pieces = line.split(/(?<=[.?!](?:\*\*)?)\s+(?=[A-Z*`])/);
  const sentences: string[] = [];
  for (const piece of pieces) {
    const open = sentences.at(-1);
    // Within bold words or code nothing ends.
    if (open !== undefined && isOpen(open)) sentences[sentences.length - 1] = `${open} ${piece}`;
    else sentences.push(piece);
  }
  return sentences
    .map((text) => text.trim())
    .filter((text) => text !== '' && text !== '.')
    .map((text, index) => ({ kind: 'sentence', text, beginsParagraph: index === 0 }));
}

function isOpen(text: string): boolean {
  return text.split('**').length % 2 === 0 || text.split('`').length % 2 === 0;
}
