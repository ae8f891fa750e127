/**
 * SVG that does nothing but draw. What is not known to be harmless is refused, never taken out: a cleaned file would be
 * another one than the organisation's. Browsers get it as an image and with a policy beside (SVG 2, section 2.7.1 "secure
 * static mode"); this here is for whoever opens the address itself.
 */
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { Refusal } from './refusal.ts';
import { type Attribute, readXml, XmlError } from './svg-xml.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';
const xlinkNamespace = 'http://www.w3.org/1999/xlink';

// Without <use>, by which a few lines draw a billion things.
const elements: ReadonlySet<string> = new Set(
  `svg g defs title desc style path rect circle ellipse line polyline polygon text tspan textPath
   linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix feComponentTransfer
   feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
   feOffset`.split(/\s+/),
);

/** @throws {Refusal} `logo_svg_refused` */
export function checkSvg(bytes: Uint8Array): void {
  const text = fromUtf8(bytes);
  if (text === undefined) throw no('It is not UTF-8.');
  try {
    checkParts(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw error instanceof XmlError ? no(error.message) : error;
  }
}

function checkParts(text: string): void {
  const path: string[] = [];
  let sheet = '';
  for (const part of readXml(text)) {
    if (part.kind === 'text') {
      if (path.at(-1) === 'style') sheet += part.text;
    } else if (part.kind === 'close') {
      path.pop();
      checkStyle(sheet);
      sheet = '';
    } else {
      if (path.at(-1) === 'style') throw no('There is an element in <style>.');
      checkElement(part.name, part.attributes, path.length === 0);
      path.push(part.name);
    }
  }
}

function checkElement(name: string, attributes: readonly Attribute[], isRoot: boolean): void {
  if (!elements.has(name)) throw no(`<${name.slice(0, 40)}> is not allowed.`);
  if (isRoot && name !== 'svg') throw no('It is not one <svg>.');
  if (isRoot && !attributes.some((one) => one.name === 'xmlns')) throw no('It lacks the namespace of SVG.');
  for (const one of attributes) checkAttribute(one);
}

function checkAttribute({ name, value }: Attribute): void {
  if (/^on/i.test(name)) throw no(`The event handler ${name.slice(0, 40)} is not allowed.`);
  if (name === 'xmlns' && value !== svgNamespace) throw no('There is another namespace than that of SVG.');
  if (name === 'xmlns:xlink' && value !== xlinkNamespace) throw no('xlink is not XLink.');
  // Other names may be given to namespaces; nothing may use them.
  if (name.startsWith('xmlns')) return;
  const known = name.includes(':') ? ['xlink:href', 'xml:space', 'xml:lang'].includes(name) : true;
  if (!known) throw no(`The attribute ${name.slice(0, 40)} is not allowed.`);
  if (/^(?:xlink:)?href$|^src$/i.test(name) && !/^#[\w.-]+$/.test(value)) throw no('There is a link to outside of it.');
  checkStyle(value);
}

/** CSS, and attributes that may hold some: nothing is fetched (CSS Values 4, section 4.5). */
function checkStyle(text: string): void {
  if (text.includes('\\')) throw no('There is a backslash, which hides words of CSS.');
  if (/@(?!media\b)/i.test(text)) throw no('There is a rule with @ other than @media.');
  if (/\burl\((?!\s*["']?#[\w.-]+["']?\s*\))/i.test(text)) throw no('There is a link to outside of it.');
  if (/(?:image|image-set|cross-fade|src|element|expression)\(/i.test(text))
    throw no('There is a function that loads.');
  if (/(?:javascript|vbscript|data)\s*:/i.test(text)) throw no('There is a link to outside of it.');
}

function no(admin: string): Refusal {
  return new Refusal('logo_svg_refused', admin);
}
