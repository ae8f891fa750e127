/** Forms and their controls by place, counted as the Mac counts them (`FormMove` of the virtual Mac). */
import type { TypedField } from './messages.ts';

/** What a form sends, or its button. */
export type FormControl = HTMLInputElement | HTMLButtonElement | HTMLSelectElement | HTMLTextAreaElement;

const counted = 'input, button, select, textarea';

/** Forms in the order of the page. */
export function formsOf(page: Document): HTMLFormElement[] {
  return [...page.querySelectorAll('form')];
}

/** Controls of a form in the order of the page, wherever they stand. */
export function controlsOf(form: HTMLFormElement): FormControl[] {
  const all = [...form.ownerDocument.querySelectorAll<FormControl>(counted)];
  return all.filter((control) => control.form === form);
}

/** What stands in the fields of a page that a person can type into or choose from; no password, nothing hidden. */
export function typedFields(page: Document): TypedField[] {
  return formsOf(page).flatMap((form, place) =>
    controlsOf(form).flatMap((control, index) => {
      const value = typedInto(control);
      return value === undefined ? [] : [{ form: place, control: index, value }];
    }),
  );
}

/** Puts back what was typed. */
export function fillIn(page: Document, fields: readonly TypedField[]): void {
  for (const { form, control, value } of fields) {
    const formElement = formsOf(page)[form];
    const element = formElement && controlsOf(formElement)[control];
    if (!element || typedInto(element) === undefined) continue;
    if (isMark(element)) element.checked = value === 'on';
    else element.value = value;
  }
}

const silent = new Set(['password', 'hidden', 'submit', 'button', 'reset', 'image', 'file']);

function typedInto(control: FormControl): string | undefined {
  if (control instanceof HTMLButtonElement || silent.has(control.type)) return undefined;
  if (isMark(control)) return control.checked ? 'on' : 'off';
  return control.value;
}

function isMark(control: FormControl): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio');
}
