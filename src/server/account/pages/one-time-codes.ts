/** One-time codes: added by QR code with a first code, or removed. */
import { alertOf, escaped, hidden } from '#server/pages/page.ts';
import { buttonForm, buttonLink, noticeOf, qrCode } from '../markup.ts';
import type { Acted, AccountPage, Call } from '../page.ts';
import { Refusal, sentenceOf } from '../refusal.ts';
import { texts } from '../texts.ts';
import { whenConfirmed } from './confirm.ts';

const words = texts.oneTimeCodes;

/** The page. */
export const oneTimeCodesPage: AccountPage = {
  title: words.title,
  show: async (call, notice) => {
    const { oneTimeCodes } = call.account.ports.factors;
    const isEnrolled = await oneTimeCodes.isEnrolled(call.user.id);
    const forms = () =>
      isEnrolled
        ? buttonForm({ formToken: call.formToken, step: 'remove' }, { label: texts.remove, isPlain: true })
        : buttonForm({ formToken: call.formToken, step: 'add' }, { label: words.add });
    const content = `<p class="faint">${escaped(words.hint)}</p>
${noticeOf(notice)}<p>${escaped(isEnrolled ? words.present : words.empty)}</p>
${whenConfirmed(call, 'one-time-codes', forms)}`;
    return { content };
  },
  acts: {
    add: { isGuarded: true, run: add },
    prove: { isGuarded: true, run: prove },
    remove: { isGuarded: true, run: remove },
  },
};

async function add({ account, user, formToken }: Call): Promise<Acted> {
  const proposed = await account.ports.factors.oneTimeCodes.propose(user.id);
  if (proposed.kind !== 'proposed') throw new Refusal('one_time_codes_exist');
  return scanPage(formToken, proposed);
}

async function prove({ account, user, formToken }: Call, fields: URLSearchParams): Promise<Acted> {
  const { oneTimeCodes } = account.ports.factors;
  if (account.guesses.check(user.id).kind === 'limited') throw new Refusal('too_many_attempts');
  const proposal = fields.get('proposal') ?? '';
  const code = (fields.get('code') ?? '').replace(/[\s-]/g, '');
  const { kind } = await oneTimeCodes.accept(user.id, proposal, code);
  if (kind === 'added') return { kind: 'told', told: words.added, proved: 'code' };
  if (kind === 'already') throw new Refusal('one_time_codes_exist');
  account.guesses.charge(user.id);
  const again = kind === 'wrong' ? await oneTimeCodes.reopen(user.id, proposal) : undefined;
  if (again?.kind !== 'proposed') throw new Refusal('first_code_late');
  return scanPage(formToken, again, new Refusal('first_code_wrong'));
}

async function remove({ account, user }: Call): Promise<Acted> {
  const { kind } = await account.ports.factors.oneTimeCodes.removeOneTimeCodes(user.id, user.id);
  if (kind !== 'done') throw new Refusal('one_time_codes_missing');
  return { kind: 'told', told: words.removed };
}

function scanPage(
  formToken: string,
  { uri, proposal }: { readonly uri: string; readonly proposal: string },
  refusal?: Refusal,
): Acted {
  const { scan } = words;
  const problem = refusal && sentenceOf(refusal);
  const key = (new URL(uri).searchParams.get('secret') ?? '').replace(/(.{4})(?=.)/g, '$1 ');
  const described = problem === undefined ? 'hint' : 'problem hint';
  const content = `<p class="faint" id="hint">${escaped(scan.hint)}</p>
${qrCode(uri, scan.label)}
<p class="faint">${escaped(scan.manual)}<br><code class="key">${escaped(key)}</code></p>
${alertOf(problem)}<form method="post">
${hidden('token', formToken)}
${hidden('step', 'prove')}
${hidden('proposal', proposal)}
<label for="code">${escaped(scan.code)}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus aria-describedby="${described}">
<button type="submit">${escaped(scan.go)}</button>
</form>
${buttonLink('/account/one-time-codes', scan.cancel, true)}`;
  return { kind: 'shown', title: scan.title, content, ...(refusal ? { refusal } : {}) };
}
