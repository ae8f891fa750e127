/** What a person does with a form: fields by their label or name, then a button. What is sent follows HTML, "form submission". */
import type { Control, PageForm, SafariPage } from './page/page.ts';

/** What is typed and chosen. Keys are labels or names; of a list, the value is the label of an option. */
export interface FormAnswers {
  readonly fill?: Readonly<Record<string, string>> | undefined;
  /** Checkboxes and radio buttons. */
  readonly check?: readonly string[] | undefined;
  readonly uncheck?: readonly string[] | undefined;
}

/** A form with its button, ready to be sent. */
export interface FilledForm {
  readonly kind: 'filled';
  readonly form: PageForm;
  readonly button: Control | undefined;
  readonly entries: readonly (readonly [string, string])[];
}

/** Why it cannot be done. */
export interface FormProblem {
  readonly kind: 'problem';
  readonly reason: 'no-form' | 'no-such-button' | 'no-such-field' | 'no-such-option' | 'ambiguous' | 'field-required';
  readonly sentence: string;
}

/** Fills in the form that has the button; without one, the first that has the fields, and Return presses its first button. */
export function fillForm(
  page: SafariPage,
  pressed: string | undefined,
  answers: FormAnswers,
): FilledForm | FormProblem {
  const target = pressed === undefined ? formWith(page, answers) : formOfButton(page, pressed);
  if (target.kind === 'problem') return target;
  const { form, button } = target;
  const controls = answered(form.controls, answers);
  if ('kind' in controls) return controls;
  const missing = controls.find(isMissing);
  if (missing && !form.unchecked && button?.unchecked !== true) {
    return problem('field-required', `Fill out the field "${nameOf(missing)}".`);
  }
  return { kind: 'filled', form, button, entries: controls.flatMap((control) => entriesOf(control, button)) };
}

/** The text that is sent. */
export function encodeEntries(entries: FilledForm['entries']): string {
  return new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value])).toString();
}

/** What a control is called. */
export function nameOf({ label, name }: Control): string {
  return label === '' ? name : label;
}

/** The one that goes by a word: a whole label or name, else the only label that begins so. */
export function called<Item extends { readonly label: string; readonly name?: string }>(
  items: readonly Item[],
  word: string,
): Item | 'none' | 'several' {
  const wanted = plain(word);
  const whole = items.filter(({ label, name }) => plain(label) === wanted || (name !== undefined && name === word));
  const found = whole.length > 0 ? whole : items.filter(({ label }) => plain(label).startsWith(wanted));
  const [first] = found;
  if (first === undefined) return 'none';
  return found.length === 1 || whole.length > 0 ? first : 'several';
}

interface Target {
  readonly kind: 'target';
  readonly form: PageForm;
  readonly button: Control | undefined;
}

function formOfButton({ forms }: SafariPage, pressed: string): Target | FormProblem {
  const buttons = forms.flatMap((form) => buttonsOf(form).map((button) => ({ form, button, label: nameOf(button) })));
  const found = called(buttons, pressed);
  if (found === 'several') return problem('ambiguous', `More than one button begins with "${pressed}".`);
  if (found !== 'none') return { kind: 'target', ...found };
  const labels = buttons.map(({ label }) => `"${label}"`).join(', ');
  return problem(
    'no-such-button',
    `There is no button "${pressed}" here.${labels === '' ? '' : ` There are: ${labels}.`}`,
  );
}

function formWith({ forms }: SafariPage, { fill = {}, check = [] }: FormAnswers): Target | FormProblem {
  const words = [...Object.keys(fill), ...check];
  const has = (form: PageForm) => words.every((word) => called(form.controls, word) !== 'none');
  const form =
    forms.find((candidate) => has(candidate) && candidate.controls.some(({ isShown }) => isShown)) ?? forms.find(has);
  if (form) return { kind: 'target', form, button: buttonsOf(form)[0] };
  return problem('no-form', forms.length === 0 ? 'There is no form here.' : 'No form here has these fields.');
}

function buttonsOf({ controls }: PageForm): readonly Control[] {
  return controls.filter(({ type, disabled, isShown }) => type === 'submit' && !disabled && isShown);
}

function answered(controls: readonly Control[], answers: FormAnswers): readonly Control[] | FormProblem {
  let filled = controls;
  for (const [word, value] of Object.entries(answers.fill ?? {})) {
    const next = withValue(filled, word, value);
    if ('kind' in next) return next;
    filled = next;
  }
  const marks = [
    ...(answers.check ?? []).map((word) => [word, true] as const),
    ...(answers.uncheck ?? []).map((word) => [word, false] as const),
  ];
  for (const [word, isChecked] of marks) {
    const next = withMark(filled, word, isChecked);
    if ('kind' in next) return next;
    filled = next;
  }
  return filled;
}

function withValue(controls: readonly Control[], word: string, value: string): readonly Control[] | FormProblem {
  const found = pick(
    controls.filter(({ type }) => type === 'text' || type === 'password' || type === 'select'),
    word,
  );
  if ('kind' in found) return found;
  if (found.type !== 'select') return replaced(controls, found, { ...found, value });
  const option = called(found.options, value);
  if (typeof option === 'string') return problem('no-such-option', `"${nameOf(found)}" has no choice "${value}".`);
  const options = found.options.map((one) => Object.assign({}, one, { selected: one === option }));
  return replaced(controls, found, { ...found, options });
}

/** A radio button that is chosen lets the others of its name go. */
function withMark(controls: readonly Control[], word: string, checked: boolean): readonly Control[] | FormProblem {
  const found = pick(
    controls.filter(({ type }) => type === 'checkbox' || (type === 'radio' && checked)),
    word,
  );
  if ('kind' in found) return found;
  const isRival = (one: Control) => found.type === 'radio' && one.type === 'radio' && one.name === found.name;
  return controls.map((one) => (one === found || isRival(one) ? { ...one, checked: one === found && checked } : one));
}

function pick(controls: readonly Control[], word: string): Control | FormProblem {
  const usable = controls.filter(({ disabled, readOnly, isShown }) => isShown && !disabled && !readOnly);
  const found = called(usable, word);
  if (found === 'several') return problem('ambiguous', `More than one field begins with "${word}".`);
  return found === 'none' ? problem('no-such-field', `There is no field "${word}" in this form.`) : found;
}

function replaced(controls: readonly Control[], old: Control, next: Control): readonly Control[] {
  return controls.map((one) => (one === old ? next : one));
}

function isMissing(control: Control, _index: number, all: readonly Control[]): boolean {
  const { required, disabled, type, value, name } = control;
  if (!required || disabled || !control.isShown) return false;
  if (type === 'checkbox') return !control.checked;
  if (type === 'radio') return !all.some((one) => one.type === 'radio' && one.name === name && one.checked);
  if (type === 'select') return !control.options.some((option) => option.selected && option.value !== '');
  return value === '';
}

function entriesOf(control: Control, button: Control | undefined): (readonly [string, string])[] {
  const { name, type, value, checked, options, disabled } = control;
  if (name === '' || disabled) return [];
  switch (type) {
    case 'submit':
      return button !== undefined && isSame(control, button) ? [[name, value]] : [];
    case 'checkbox':
    case 'radio':
      return checked ? [[name, value]] : [];
    case 'select':
      return options.filter(({ selected }) => selected).map((option) => [name, option.value] as const);
    // Buttons without a form's business, and files.
    case 'other':
      return [];
    case 'hidden':
    case 'password':
    case 'text':
      return [[name, value]];
  }
}

function isSame(left: Control, right: Control): boolean {
  return left === right || (left.name === right.name && left.value === right.value && left.label === right.label);
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

function problem(reason: FormProblem['reason'], sentence: string): FormProblem {
  return { kind: 'problem', reason, sentence };
}
