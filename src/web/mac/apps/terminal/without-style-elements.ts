/**
 * xterm.js writes its colours into `<style>` elements, which the page's policy (`style-src 'self'`) forbids. While its screen
 * is opened, which is one synchronous call, a `<style>` that it makes is a place holder whose text goes into a constructed
 * style sheet: such sheets come from script alone, so that the policy has nothing to forbid. Source: CSSOM, section 6.1.2,
 * "CSSStyleSheet"; DOM, `adoptedStyleSheets`.
 *
 * xterm.js has an option for a document of one's own (`documentOverride`), but its view port makes its element from
 * `window.document` all the same (6.0.0: `CoreBrowserTerminal.open`, a conditional without its brackets).
 */
export function withoutStyleElements(page: Document, open: () => void): void {
  const createElement = page.createElement.bind(page);
  page.createElement = (name: string, options?: ElementCreationOptions) =>
    name === 'style' ? sheetElement(page, createElement('template')) : createElement(name, options);
  try {
    open();
  } finally {
    // The property of the instance goes; that of its prototype is there again.
    Reflect.deleteProperty(page, 'createElement');
  }
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
