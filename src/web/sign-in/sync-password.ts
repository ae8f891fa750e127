/**
 * Gives a password to the Mac whose window this is, so that the account there can take it over. Source: Apple, "Implementing
 * web-based authentication with Platform Single Sign-on": the window of macOS 27 has `window.apple.platformSSO` where the
 * organisation's profile allows this (`AllowWebLoginPasswordSync`), and takes the password only when the sign-in ends well.
 */

/** What the window of macOS 27 has, and no browser. */
declare global {
  interface Window {
    readonly apple?: { readonly platformSSO?: { readonly syncPassword?: (password: string) => void } };
  }
}

/** Prepares every form that names a field. */
export function syncPasswords(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-sync-password]')) {
    form.addEventListener('submit', ({ submitter }) => {
      // A second button (cancel, another way) means no password.
      if (submitter?.hasAttribute('name') === true) return;
      const field = form.elements.namedItem(form.dataset['syncPassword'] ?? '');
      if (field instanceof HTMLInputElement) window.apple?.platformSSO?.syncPassword?.(field.value);
    });
  }
}
