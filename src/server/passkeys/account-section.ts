/**
 * The part of a person's own page that shows and changes their passkeys: HTML, and what its forms mean. The page must load the
 * script of the sign-in pages, which runs the ceremony of `data-webauthn-create` and fills the field `response`.
 */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import type { Passkey, Passkeys } from './feature.ts';
import { passkeyRefusals } from './refusals.ts';

/** Who looks, and in what. */
export interface AccountVisit {
  readonly userId: string;
  /** The browser's session: what is begun in it counts in it alone. */
  readonly attempt: string;
  readonly formToken: string;
  /** What went wrong with the form before. */
  readonly problem?: string | undefined;
}

/** A form of the section, opened. */
export interface AccountForm {
  readonly userId: string;
  readonly attempt: string;
  readonly fields: URLSearchParams;
  readonly address?: string | undefined;
}

/** What a form did: `told` is a sentence for the person. `other`: no form of this section. */
export type AccountFormOutcome =
  | { readonly kind: 'done' | 'refused'; readonly told: string; readonly code?: string }
  | { readonly kind: 'other' };

/** The section. */
export interface AccountPasskeys {
  /** HTML with a heading of the second level. */
  show(visit: AccountVisit): Promise<string>;
  /** Fields: `step` is `passkey-add`, `passkey-rename` or `passkey-remove`; `passkey` is our id. */
  submit(form: AccountForm): Promise<AccountFormOutcome>;
}

type Port = Pick<Passkeys, 'list' | 'beginRegistration' | 'finishRegistration' | 'rename' | 'remove'>;

/** Makes the section over the feature. */
export function accountPasskeys(passkeys: Port): AccountPasskeys {
  return {
    show: async ({ userId, attempt, formToken, problem }) => {
      const list = await passkeys.list(userId);
      const begun = await passkeys.beginRegistration({ userId, attempt });
      const adding = begun.kind === 'begun' ? addForm(formToken, begun.options) : '';
      return `<section aria-labelledby="passkeys">
<h2 id="passkeys">Your passkeys</h2>
${alertOf(problem)}${listOf(list, formToken)}
${adding}
</section>`;
    },
    submit: async (form) => {
      const act = acts[form.fields.get('step') ?? ''];
      return act === undefined ? { kind: 'other' } : act(passkeys, form);
    },
  };
}

const acts: Readonly<Record<string, (passkeys: Port, form: AccountForm) => Promise<AccountFormOutcome>>> = {
  'passkey-add': add,
  'passkey-rename': rename,
  'passkey-remove': remove,
};

async function add(passkeys: Port, { userId, attempt, fields, address }: AccountForm): Promise<AccountFormOutcome> {
  const [response, name] = [fields.get('response'), fields.get('name') ?? undefined];
  const outcome = await passkeys.finishRegistration({ userId, attempt, response, name, address });
  if (outcome.kind === 'refused') {
    return { kind: 'refused', told: passkeyRefusals[outcome.code].user, code: outcome.code };
  }
  return { kind: 'done', told: `The passkey "${outcome.passkey.name}" was added.` };
}

async function rename(passkeys: Port, { userId, fields }: AccountForm): Promise<AccountFormOutcome> {
  const name = fields.get('name') ?? '';
  const { kind } = await passkeys.rename({ userId, id: fields.get('passkey') ?? '', name, actor: userId });
  if (kind === 'done') return { kind: 'done', told: 'The passkey has another name now.' };
  return { kind: 'refused', told: kind === 'invalid' ? 'A name has 1 to 60 characters.' : gone };
}

async function remove(passkeys: Port, { userId, fields }: AccountForm): Promise<AccountFormOutcome> {
  const { kind } = await passkeys.remove({ userId, id: fields.get('passkey') ?? '', actor: userId });
  const told = 'The passkey was removed here. Your device may still show it; delete it there too.';
  return kind === 'done' ? { kind: 'done', told } : { kind: 'refused', told: gone };
}

const gone = 'That passkey is not there any more.';

function addForm(formToken: string, options: unknown): string {
  return `<form method="post" data-webauthn-create="${escaped(JSON.stringify(options))}">
${hidden('token', formToken)}
${hidden('step', 'passkey-add')}
${hidden('response', '')}
<p class="alert" role="alert" data-webauthn-error hidden></p>
<noscript><p class="alert">Adding a passkey needs JavaScript, which this browser does not run.</p></noscript>
<label for="passkey-name">Name of the new passkey</label>
<input id="passkey-name" name="name" type="text" maxlength="60" autocomplete="off" aria-describedby="passkey-name-hint">
<p class="faint" id="passkey-name-hint">May stay empty.</p>
<button type="submit">Add a passkey</button>
</form>`;
}

function listOf(passkeys: readonly Passkey[], formToken: string): string {
  if (passkeys.length === 0) return '<p>You have no passkeys yet.</p>';
  return `<ul>\n${passkeys.map((passkey, index) => itemOf(passkey, `passkey-${index}`, formToken)).join('\n')}\n</ul>`;
}

function itemOf(passkey: Passkey, anchor: string, formToken: string): string {
  const common = `${hidden('token', formToken)}\n${hidden('passkey', passkey.id)}`;
  const name = escaped(passkey.name);
  return `<li>
<h3 id="${anchor}">${name}</h3>
<p class="faint">${escaped(factsOf(passkey))}</p>
<form method="post" aria-labelledby="${anchor}">
${common}
${hidden('step', 'passkey-rename')}
<label for="${anchor}-name">New name</label>
<input id="${anchor}-name" name="name" type="text" maxlength="60" required autocomplete="off" value="${name}">
<button type="submit" class="plain" aria-label="Rename ${name}">Rename</button>
</form>
<form method="post" aria-labelledby="${anchor}">
${common}
${hidden('step', 'passkey-remove')}
<button type="submit" class="plain" aria-label="Remove ${name}">Remove</button>
</form>
</li>`;
}

function factsOf({ model, backupEligible, backedUp, createdAt, lastUsedAt, lockedAt }: Passkey): string {
  const copies = backupEligible
    ? backedUp
      ? 'Copied to your other devices.'
      : 'Can be copied to your other devices.'
    : 'On one device only.';
  return [
    ...(model === undefined ? [] : [`${model}.`]),
    copies,
    `Added ${dateOf(createdAt)}.`,
    lastUsedAt === undefined ? 'Not used yet.' : `Last used ${dateOf(lastUsedAt)}.`,
    ...(lockedAt === undefined
      ? []
      : [`Locked on ${dateOf(lockedAt)}, because there may be a copy of it. Remove it, and add another.`]),
  ].join(' ');
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
