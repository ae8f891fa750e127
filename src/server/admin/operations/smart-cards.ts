import type { RefusalCode } from '#api/error.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { CardAuthority, CardBinding, smartCardOperations } from '#api/smart-cards.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type {
  CardAuthority as Authority,
  BindCardOutcome,
  CardBinding as Binding,
  NewCardBinding,
  RefreshListOutcome,
} from '#server/directory/smart-cards/card-administration.ts';
import { type Answer, deletionAnswer, done, type Handlers, present, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Smart cards, over the directory. */
export function smartCardHandlers({ directory }: AdminPorts): Handlers<keyof typeof smartCardOperations> {
  return {
    listCardAuthorities: async () => done({ items: (await directory.listCardAuthorities()).map(authorityOf) }),
    addCardAuthority: async ({ body: { certificate: encoded, ...settings }, caller }) => {
      const certificate = decoded(encoded);
      if (certificate === undefined) return refused('certificate_malformed');
      const outcome = await directory.addCardAuthority(certificate, present(settings), caller.actor);
      if (outcome.kind === 'refused') return refused(authorityRefusals[outcome.reason]);
      const word = outcome.kind === 'added' ? 'done' : 'already';
      return done({ outcome: word, authority: authorityOf(outcome.authority) });
    },
    changeCardAuthority: async ({ params, body, caller }) => {
      const outcome = await directory.changeCardAuthority(params.authority, present(body), caller.actor);
      if (outcome.kind === 'not-found') return refused('authority_not_found');
      return outcome.kind === 'done' ? done(authorityOf(outcome.authority)) : refused('crl_address_malformed');
    },
    removeCardAuthority: async ({ params, caller }) =>
      deletionAnswer(await directory.removeCardAuthority(params.authority, caller.actor), 'authority_not_found'),
    importRevocationList: async ({ params, body, caller }) => {
      const list = decoded(body.list);
      if (list === undefined) return refused('crl_malformed');
      return listAnswer(await directory.importRevocationList(params.authority, list, caller.actor));
    },
    fetchRevocationList: async ({ params, caller }) =>
      listAnswer(await directory.refreshRevocationList(params.authority, caller.actor)),
    listCardBindings: async ({ params }) => {
      const bindings = await directory.listCardBindings(params.user);
      return bindings === undefined ? refused('user_not_found') : done({ items: bindings.map(bindingOf) });
    },
    bindCard: async ({ params, body, caller }) => {
      const binding = newBinding(body);
      if (binding === undefined) return refused('certificate_malformed');
      return bindAnswer(await directory.bindCard(params.user, binding, caller.actor), body.certificate !== undefined);
    },
    removeCardBinding: async ({ params, caller }) =>
      deletionAnswer(await directory.removeCardBinding(params.binding, caller.actor), 'binding_not_found'),
  };
}

const authorityRefusals = {
  malformed: 'certificate_malformed',
  'not-an-authority': 'certificate_not_authority',
  expired: 'certificate_expired',
  'malformed-url': 'crl_address_malformed',
} as const satisfies Record<string, RefusalCode>;

const listRefusals = {
  malformed: 'crl_malformed',
  'wrong-issuer': 'crl_wrong_issuer',
  'bad-signature': 'crl_signature_invalid',
  older: 'crl_outdated',
  'not-yet-valid': 'crl_not_yet_valid',
} as const satisfies Record<string, RefusalCode>;

/** PEM text as it is, base64 as its bytes, undefined for anything else. */
function decoded(text: string): string | Uint8Array | undefined {
  return text.includes('-----BEGIN ') ? text : fromBase64(text.replace(/\s+/g, ''));
}

function newBinding(body: {
  rule: Binding['rule'];
  certificate?: string | undefined;
  value?: string | undefined;
}): NewCardBinding | undefined {
  if (body.certificate === undefined) return { rule: body.rule, value: body.value ?? '' };
  const certificate = decoded(body.certificate);
  return certificate === undefined ? undefined : { rule: body.rule, certificate };
}

function bindAnswer(
  outcome: BindCardOutcome,
  fromCertificate: boolean,
): Answer<{ outcome: 'done' | 'already'; binding: CardBinding }> {
  switch (outcome.kind) {
    case 'done':
    case 'already':
      return done({ outcome: outcome.kind, binding: bindingOf(outcome.binding) });
    case 'not-found':
      return refused('user_not_found');
    case 'taken':
      return refused('certificate_bound');
    case 'refused':
      if (outcome.reason === 'not-in-certificate') return refused('certificate_lacks_value');
      return refused(fromCertificate ? 'certificate_malformed' : 'binding_value_malformed');
  }
}

function listAnswer(outcome: RefreshListOutcome): Answer<{ revoked: number; nextUpdate: string | null }> {
  switch (outcome.kind) {
    case 'imported':
      return done({ revoked: outcome.revoked, nextUpdate: timeOrNeverOf(outcome.nextUpdate) });
    case 'not-found':
      return refused('authority_not_found');
    case 'refused':
      return refused(listRefusals[outcome.reason]);
    case 'unreachable':
      return refused('crl_unreachable');
    case 'no-url':
      return refused('crl_address_missing');
  }
}

function authorityOf(authority: Authority): CardAuthority {
  const { id, subject, fingerprint, rules, staleRevocation, revocationList: list } = authority;
  return {
    id,
    subject,
    fingerprint,
    notAfter: timeOf(authority.notAfter),
    rules: [...rules],
    staleRevocation,
    revocationListUrl: authority.revocationListUrl ?? null,
    revocationList:
      list === undefined
        ? null
        : { thisUpdate: timeOf(list.thisUpdate), nextUpdate: timeOrNeverOf(list.nextUpdate), revoked: list.revoked },
    createdAt: timeOf(authority.createdAt),
  };
}

function bindingOf({ id, userId, rule, value, createdAt }: Binding): CardBinding {
  return { id, userId, rule, value, createdAt: timeOf(createdAt) };
}
