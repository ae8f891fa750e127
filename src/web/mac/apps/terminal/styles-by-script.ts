/**
 * xterm.js writes its colours into `<style>` elements, and those of what is selected into `style` attributes; the page's policy
 * (`style-src 'self'`) forbids both. What a script sets through the CSS object model is no markup, and allowed. So while a
 * terminal is open, a `<style>` that is made is a place holder whose text goes into a constructed style sheet, and a `<span>`
 * takes a `style` attribute as what it means. Source: Content Security Policy Level 3, section 6.7.3; CSSOM, section 6.1.2,
 * "CSSStyleSheet"; DOM, `adoptedStyleSheets`.
 *
 * xterm.js has an option for a document of one's own (`documentOverride`), but makes most of these elements from the global
 * `document` all the same (6.0.0: `CoreBrowserTerminal.open`, a conditional without its brackets; `DomRenderer`, its rows).
 */
export function setStylesByScript(page: Document): () => void {
  const createElement = page.createElement.bind(page);
  page.createElement = (name: string, options?: ElementCreationOptions) => {
    if (name === 'style') return sheetElement(page, createElement('template'));
    const element = createElement(name, options);
    if (name === 'span') element.setAttribute = setAttribute;
    return element;
  };
  // The property of the instance goes; that of its prototype is there again.
  return () => void Reflect.deleteProperty(page, 'createElement');
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** An element that has its text in a constructed style sheet, and takes that along when it goes. */
function sheetElement(page: Document, element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  const remove = element.remove.bind(element);
  page.adoptedStyleSheets.push(sheet);
  let text = '';
  Object.defineProperties(element, {
    textContent: {
      get: () => text,
      set: (css: string) => {
        text = css;
        sheet.replaceSync(css);
      },
    },
    remove: {
      value: () => {
        page.adoptedStyleSheets = page.adoptedStyleSheets.filter((other) => other !== sheet);
        remove();
      },
    },
  });
  return element;
}
