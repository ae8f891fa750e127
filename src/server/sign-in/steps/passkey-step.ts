/** A passkey: the script of the page asks the browser, and sends its answer with the form. */
import { escaped } from '#server/pages/page.ts';
import { guessKeys } from '../budgets.ts';
import { accountLine, formOf, leadOf } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step } from '../step.ts';

/** The step; first of all, without a name, or after another proof. */
export const passkeyStep: Step = {
  page: async (turn, { problem }) => {
    const { context, visit, user, texts } = turn;
    const wish = { attempt: visit.id, ...(user ? { userId: user.id } : {}) };
    const options = JSON.stringify((await context.ports.passkeys?.beginSignIn(wish))?.options ?? {});
    const auto = problem === undefined ? ' data-webauthn-auto' : '';
    const fields = `<input type="hidden" name="response" value="">
<p class="alert" role="alert" data-webauthn-error hidden>${escaped(texts.passkey.failed)}</p>
<noscript><p class="alert">${escaped(texts.passkey.withoutScript)}</p></noscript>
`;
    const attributes = ` data-webauthn-get="${escaped(options)}"${auto}`;
    const form = formOf(turn, 'passkey', { fields, go: texts.passkey.continue, attributes });
    const content = `${accountLine(turn)}${leadOf(texts.passkey.hint, problem)}${form}`;
    return { title: texts.passkey.title, content, script: true };
  },
  take: async ({ context, visit, user: known }, fields) => {
    const { passkeys, people } = context.ports;
    const text = fields.get('response') ?? '';
    if (!passkeys || text === '') throw new Refusal('passkey_missing', { userId: known?.id });
    const { device, address } = guessKeys('', visit);
    context.budgets.check({ device, address });
    const attempt = visit.id;
    const verdict = await passkeys.finishSignIn({
      attempt,
      response: read(text),
      ...(known ? { userId: known.id } : {}),
    });
    const user = verdict.kind === 'accepted' ? await people.userById(verdict.userId) : undefined;
    if (user?.state === 'active') return { kind: 'proved', user, method: 'passkey' };
    context.budgets.charge({ device, address });
    const reason = verdict.kind === 'refused' ? verdict.code : 'disabled';
    throw new Refusal('passkey_refused', { userId: user?.id ?? known?.id, reason });
  },
};

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
