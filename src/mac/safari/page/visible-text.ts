/** What a person sees of a document: which elements are shown, and their text line by line. */
import { type Element, type Node, attribute, unseen } from '../../web-view/document.ts';

/** Elements that begin a line of their own. */
const blocks = new Set(
  (
    'address article aside blockquote body dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li ' +
    'main nav ol p pre section summary table tr ul label legend'
  ).split(' '),
);

/** Controls say what they are for themselves. */
const controls = new Set(['button', 'input', 'select', 'textarea']);

/** Whether an element and everything around it is shown where the page's script has run. */
export function isVisible(element: Element): boolean {
  for (let node: Node | null = element; node && 'tagName' in node; node = node.parentNode)
    if (isHidden(node)) return false;
  return true;
}

/** The text below a node, one line for each block, single spaces in each. */
export function visibleText(node: Node): string {
  return pieces(node)
    .join('')
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** What an element says, in one line: a heading, a label, a button. */
export function words(element: Element): string {
  return inside(element).join('').replaceAll(/\s+/g, ' ').trim();
}

/** The script shows `data-with-script` and hides `data-without-script`. */
function isHidden(element: Element): boolean {
  if (unseen.has(element.tagName) || attribute(element, 'data-without-script') !== undefined) return true;
  if (/display:\s*none/i.test(attribute(element, 'style') ?? '')) return true;
  return attribute(element, 'hidden') !== undefined && attribute(element, 'data-with-script') === undefined;
}

function pieces(node: Node): string[] {
  if ('value' in node) return [node.value.replaceAll(/\s+/g, ' ')];
  if (!('childNodes' in node)) return [];
  if (!('tagName' in node)) return node.childNodes.flatMap(pieces);
  if (node.tagName === 'br') return ['\n'];
  if (controls.has(node.tagName) || isHidden(node)) return [];
  return blocks.has(node.tagName) ? ['\n', ...inside(node), '\n'] : inside(node);
}

function inside({ childNodes }: Element): string[] {
  return childNodes.flatMap((child, index) => [...apart(child, childNodes[index - 1]), ...pieces(child)]);
}

/** Two elements without a letter between them are set apart by the style of their page, as in a list of names and values. */
function apart(node: Node, before: Node | undefined): string[] {
  return before !== undefined && 'tagName' in before && 'tagName' in node ? [' '] : [];
}
