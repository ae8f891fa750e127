/** What the audit chain learns of refusals; only so many of one address, lest anybody fill it. */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { noteTold } from './back-channel-logout.ts';
import type { OpenId, OpenIdPorts, OpenIdBudgets, Origin } from './context.ts';
import type { Refusal } from './refusal.ts';

const addresses = new WeakMap<IncomingMessage, string>();

/** Keeps where a request came from, which the provider cannot tell behind a proxy. */
export function rememberAddress(request: IncomingMessage, address: string): void {
  addresses.set(request, address);
}

/** Where a request came from, once it is kept. */
export function addressOf(request: IncomingMessage): string | undefined {
  return addresses.get(request);
}

/** Writes a refusal of a page down. */
export function noteRefusal({ ports, budgets }: OpenId, { code, context }: Refusal, { address }: Origin): void {
  if (budgets.refusals.take(address).kind === 'limited') return;
  const { userId, reason } = context;
  ports.audit.record({
    type: 'openid.refused',
    outcome: 'refused',
    code,
    address,
    ...(userId === undefined ? {} : { userId }),
    ...(reason === undefined ? {} : { detail: { reason } }),
  });
}

/** Answers of the protocol that are no refusals: a device that waits, a person who is not signed in yet. */
const ordinary: ReadonlySet<string> = new Set([
  'authorization_pending',
  'slow_down',
  'login_required',
  'consent_required',
  'interaction_required',
  'access_denied',
]);

const refusalEvents = [
  'authorization.error',
  'grant.error',
  'pushed_authorization_request.error',
  'device_authorization.error',
  'introspection.error',
  'revocation.error',
  'userinfo.error',
  'end_session.error',
  'end_session_confirm.error',
  'code_verification.error',
  'device_resume.error',
] as const;

/** Writes down what the provider refuses, with OAuth's own word as the code, and tells of faults. */
export function watchProvider(provider: Provider, ports: OpenIdPorts, budgets: OpenIdBudgets): void {
  const note = (event: string) => (context: KoaContextWithOIDC, error: Error) => {
    const code = 'error' in error && typeof error.error === 'string' ? error.error : 'server_error';
    const address = addresses.get(context.req) ?? context.ip;
    if (ordinary.has(code) || budgets.refusals.take(address).kind === 'limited') return;
    const { client, account } = context.oidc;
    ports.audit.record({
      type: 'openid.refused',
      outcome: 'refused',
      code,
      address,
      ...(account === undefined ? {} : { userId: account.accountId }),
      detail: { request: event.replace('.error', ''), ...(client === undefined ? {} : { clientId: client.clientId }) },
    });
  };
  const events: EventEmitter = provider;
  provider.on('backchannel.success', (_context, { clientId }, userId) => noteTold(ports, { clientId, userId }));
  provider.on('backchannel.error', (_context, error, { clientId }, userId) =>
    noteTold(ports, { clientId, userId, error }),
  );
  for (const event of refusalEvents) events.on(event, note(event));
  provider.on('server_error', (_context: KoaContextWithOIDC, error: Error) => ports.onFault(error));
}
