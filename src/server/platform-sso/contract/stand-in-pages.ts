/** The organisation's sign-in pages as these tests need them: one form with name and password, and what they were asked. */
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import type { Directory } from '#server/directory/directory.ts';
import { answerPage } from '#server/pages/page.ts';
import type { SignInPages, Visitor } from '../web-sign-in/ports.ts';

/** The pages, with every visitor that they had. */
export interface StandInPages extends SignInPages {
  readonly visitors: Visitor[];
}

/** Opens them. */
export function standInPages(directory: () => Pick<Directory, 'checkPassword'>): StandInPages {
  const visitors: Visitor[] = [];
  const page = ({ title, userName, formTargets }: Visitor) => {
    const content = `<form method="post"><input name="username" autocomplete="username" value="${userName}">
<input name="password" type="password"><button>Sign in</button></form>`;
    return { kind: 'page', answer: answerPage({ title, content }, formTargets) } as const;
  };
  return {
    visitors,
    show: async (visitor) => {
      visitors.push(visitor);
      return page(visitor);
    },
    submit: async (visitor, { body, origin }) => {
      visitors.push(visitor);
      if (origin !== undefined) return { kind: 'foreign' };
      const fields = new URLSearchParams(fromUtf8(body) ?? '');
      if (fields.has('cancel')) return { kind: 'cancelled' };
      const outcome = await directory().checkPassword(fields.get('username') ?? '', fields.get('password') ?? '');
      if (outcome.kind !== 'accepted') return page(visitor);
      return {
        kind: 'signed-in',
        signedIn: { user: outcome.user, methods: ['password', 'number'], amr: ['pwd', 'mfa'] },
      };
    },
  };
}
