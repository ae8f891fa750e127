/** A page of Safari in a terminal: what it says, and what can be filled in, pressed and followed. */
import type { ShownField, ShownForm, ShownPage } from '#mac/safari/safari-outcome.ts';

/** The text, with a line end. */
export function pageText({ title, text, alerts, forms, links, isWaiting }: ShownPage): string {
  const parts = [
    title === '' ? [] : [title, '='.repeat(title.length)],
    // Alerts stand in the text of their page; those of its script do not.
    alerts.filter((alert) => !text.includes(alert)).map((alert) => `! ${alert}`),
    text === '' ? [] : [text],
    forms.flatMap(formLines),
    links.map(({ label, address }) => `-> ${label}: ${address}`),
    isWaiting ? ['(the page waits; "--wait" waits with it)'] : [],
  ];
  const blocks = parts.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
  return blocks.join('\n');
}

function formLines({ fields, buttons, passkey }: ShownForm): readonly string[] {
  const pressed = buttons.map(({ label }) => `[${label}]`).join(' ');
  return [
    ...fields.map(fieldLine),
    ...(pressed === '' ? [] : [passkey === undefined ? pressed : `${pressed} (passkey)`]),
  ];
}

function fieldLine({ label, type, value, checked, options, required }: ShownField): string {
  const mark = { checkbox: '[ ]', radio: '( )', text: '', password: '', select: '' }[type];
  if (mark !== '') return `${checked ? mark.replace(' ', 'x') : mark} ${label}`;
  const choices = type === 'select' ? ` (${options.join(', ')})` : '';
  const wanted = required ? ', required' : '';
  return `${label}: ${value === '' ? `<${type}${wanted}>` : value}${choices}`;
}
