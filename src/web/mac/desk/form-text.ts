/** What was typed into a form of the desk. */

/** The text of a field; empty where there is none. */
export function formText(form: HTMLFormElement, field: string): string {
  const value = new FormData(form).get(field);
  return typeof value === 'string' ? value : '';
}
