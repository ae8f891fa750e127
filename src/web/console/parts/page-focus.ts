/** Where the focus goes when somebody comes to another page: its title, which is then read out (WCAG 2.2, 2.4.3). */

let isWanted = false;

/** Focuses the title of the page, or has the page do it when it is there. */
export function focusPage(): void {
  const title = document.querySelector<HTMLElement>('[data-page-title]');
  isWanted = title === null;
  title?.focus({ preventScroll: true });
}

/** Whether a page that has just come is to focus its title. Asked once. */
export function takeFocusWish(): boolean {
  const was = isWanted;
  isWanted = false;
  return was;
}
