/** Waits for what happens elsewhere, on a phone for instance. */

/** Opens the stream that the page names, if it names one, and opens the page again when something changed. */
export function waitForChange(page: Document): void {
  const address = page.querySelector<HTMLElement>('[data-wait]')?.dataset['wait'];
  if (address === undefined) return;
  const stream = new EventSource(address);
  stream.addEventListener('changed', () => {
    stream.close();
    // By GET, also where the page answered a form: sending that again would mean something else by now.
    page.location.replace(page.location.href);
  });
}
