/** The two buttons of a form. */
import { escaped } from './page.ts';

/** Two buttons: whoever presses Return presses the first; the second sends `cancel`. */
export function buttons(go: string): string {
  return `<button type="submit">${escaped(go)}</button>
<button type="submit" class="plain" name="cancel" value="yes" formnovalidate>Cancel</button>`;
}
