/**
 * A form that a browser elsewhere has collected, held against the page: form, button and fields have to be there; where it is
 * sent and what its hidden fields say is the page's word alone (HTML, "constructing the entry list").
 */
import type { FormMove } from '../web-view/attendant.ts';
import type { FilledForm, FormProblem } from './fill-form.ts';
import type { Control, SafariPage } from './page/page.ts';

type Entries = readonly (readonly [string, string])[];

/** The form with what is really sent, in the order of the page. */
export function exactForm({ forms }: Pick<SafariPage, 'forms'>, move: FormMove): FilledForm | FormProblem {
  const form = forms[move.form];
  if (!form) return problem('no-form', 'The page has no such form.');
  const button = move.button === null ? undefined : form.controls[move.button];
  if (move.button !== null && (button?.type !== 'submit' || button.disabled)) {
    return problem('no-such-button', 'The form has no such button.');
  }
  const stranger = move.entries.find(([name]) => !form.controls.some((control) => control.name === name));
  if (stranger) return problem('no-such-field', `The form has no field "${stranger[0]}".`);
  const left = [...move.entries];
  const entries = form.controls.flatMap((control) => entriesOf(control, control === button, left));
  return { kind: 'filled', form, button, entries };
}

/** @param left what has not been used yet of what was sent; of fields with one name each takes its own */
function entriesOf(control: Control, isPressed: boolean, left: (readonly [string, string])[]): Entries {
  const { name, type, value, disabled, readOnly } = control;
  if (name === '' || disabled) return [];
  switch (type) {
    case 'hidden':
      return [[name, value]];
    case 'submit':
      return isPressed ? [[name, value]] : [];
    case 'other':
      return [];
    case 'checkbox':
    case 'radio':
      return took(left, name, value) ? [[name, value]] : [];
    case 'select':
      return control.options.filter((option) => took(left, name, option.value)).map((option) => [name, option.value]);
    case 'text':
    case 'password':
      return [[name, readOnly ? value : (takeValue(left, name) ?? value)]];
  }
}

function took(left: (readonly [string, string])[], name: string, value: string): boolean {
  const place = left.findIndex((entry) => entry[0] === name && entry[1] === value);
  if (place >= 0) left.splice(place, 1);
  return place >= 0;
}

function takeValue(left: (readonly [string, string])[], name: string): string | undefined {
  const place = left.findIndex((entry) => entry[0] === name);
  return place < 0 ? undefined : left.splice(place, 1)[0]?.[1];
}

function problem(reason: FormProblem['reason'], sentence: string): FormProblem {
  return { kind: 'problem', reason, sentence };
}
