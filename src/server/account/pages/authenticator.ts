/** Authenticators: what there is, one more by QR code, one less. */
import { escaped } from '#server/pages/page.ts';
import type { Authenticators } from '../account-ports.ts';
import { buttonForm, buttonLink, dayOf, noticeOf, qrCode, rowOf, rowsOf } from '../markup.ts';
import type { AccountPage, Call } from '../page.ts';
import { Refusal } from '../refusal.ts';
import { texts } from '../texts.ts';
import { whenConfirmed } from './confirm.ts';

const words = texts.authenticator;

/** The page. */
export function authenticatorPage(authenticators: Authenticators): AccountPage {
  return {
    title: words.title,
    show: async (call, notice) => {
      const list = await authenticators.list(call.user.id);
      const rows = list.map(({ id, name, createdAt, state }) => ({ id, name, facts: factsOf({ createdAt, state }) }));
      const forms = () => `${listOf(rows, call)}
${buttonForm({ formToken: call.formToken, step: 'add' }, { label: words.add })}`;
      const names = rows.length > 0 ? rowsOf(rows.map(({ name, facts }) => rowOf(name, facts))) : empty;
      const shown = call.confirmation.kind === 'confirmed' ? '' : names;
      const content = `<p class="faint">${escaped(words.hint)}</p>
${noticeOf(notice)}${shown}${whenConfirmed(call, 'authenticator', forms)}`;
      return { content };
    },
    acts: {
      add: {
        isGuarded: true,
        run: async ({ user }) => {
          const { address } = await authenticators.offer(user.id, user.id);
          return { kind: 'shown', title: words.scan.title, content: scanContent(address) };
        },
      },
      remove: {
        isGuarded: true,
        run: async ({ user }, fields) => {
          const { kind } = await authenticators.remove(user.id, fields.get('authenticator') ?? '', user.id);
          if (kind === 'not-found') throw new Refusal('authenticator_unknown');
          return { kind: 'told', told: words.removed };
        },
      },
    },
  };
}

const empty = `<p>${escaped(words.empty)}</p>`;

function factsOf({ createdAt, state }: { readonly createdAt: number; readonly state: string }): string {
  return state === 'locked' ? words.locked : words.added(dayOf(createdAt));
}

function listOf(rows: readonly { id: string; name: string; facts: string }[], { formToken }: Call): string {
  if (rows.length === 0) return empty;
  return rowsOf(
    rows.map(({ id, name, facts }) => {
      const form = { formToken, step: 'remove', fields: { authenticator: id } };
      return rowOf(
        name,
        facts,
        buttonForm(form, { label: texts.remove, name: `${texts.remove} ${name}`, isPlain: true }),
      );
    }),
  );
}

function scanContent(address: string): string {
  const { scan } = words;
  return `<p class="faint">${escaped(scan.hint)}</p>
${qrCode(address, scan.label)}
<p class="faint">${escaped(scan.life)}</p>
${buttonLink('/account/authenticator', scan.done)}
${buttonLink(address, scan.here, true)}`;
}
