/**
 * Single sign-on in the provider's own course: a prompt before the others that asks nobody anything. It stands after all
 * checks of the request and before "who are you", so that `prompt=none` is served like any other request, and what a
 * proof cannot answer (`prompt=login`, `max_age`, consent) is asked as always.
 */
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { appendAudit } from '#server/audit/audit.ts';
import { findAccount } from '../account.ts';
import { grantFor } from '../consent.ts';
import type { OpenIdBudgets, OpenIdPorts, ProvenMac } from '../context.ts';
import { addressOf } from '../notes.ts';
import { sessionCheck } from '../session-check.ts';
import { macAcr } from './acr.ts';
import { type Decision, decide } from './decide.ts';
import { macSessionName, macSessionOf, plainSessionName } from './mac-session.ts';

/** Header of a request that carries a proof. */
const proofHeader = 'porchlight-sso-proof';
/** Header of the answer: what became of it. */
const answerHeader = 'Porchlight-SSO';

/** What this works with. */
export interface MacProofPorts {
  readonly ports: OpenIdPorts;
  readonly budgets: OpenIdBudgets;
}

/** Macs that have shown themselves in a request, with the application that asked there. */
const shown = new WeakMap<object, Pick<ProvenMac, 'deviceId' | 'caller'>>();

/** The provider's prompts, with ours. */
export function interactionPolicyWithMacs(openid: MacProofPorts) {
  const { base, Check, Prompt } = interactionPolicy;
  const policy = base();
  const proof = new Check('mac_proof', 'a Mac may prove its person', 'login_required', async (context) => {
    await takeProof(openid, context);
    return Check.NO_NEED_TO_PROMPT;
  });
  policy.add(new Prompt({ name: 'mac' }, proof), 0);
  policy.get('login')?.checks.add(
    new Check('mac_session', 'the session is of a Mac, which did not show itself', 'login_required', (context) => {
      const began = macSessionOf(context.oidc.session?.uid);
      // Only what a page ended with leads on: its address alone would lead around the page.
      const { result } = context.oidc;
      const isAnswered = result?.login !== undefined || result?.consent !== undefined;
      return began && !isAnswered && shown.get(context.oidc)?.deviceId !== began.deviceId
        ? Check.REQUEST_PROMPT
        : Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy.get('login')?.checks.add(sessionCheck(openid.ports));
  assureOfNativeClients(policy);
  return policy;
}

/**
 * Who is asked about a client that could be anybody's, is not asked where macOS vouches for the application that it is (RFC 8252
 * section 8.6): the Mac's proof names it.
 */
function assureOfNativeClients(policy: interactionPolicy.DefaultPolicy): void {
  const checks = policy.get('consent')?.checks;
  const usual = checks?.get('native_client_prompt');
  if (!checks || !usual) return;
  const { check } = usual;
  usual.check = (context) => {
    const { client } = context.oidc;
    const caller = shown.get(context.oidc)?.caller;
    return caller !== undefined && caller === client?.['mac_application'] ? false : check(context);
  };
}

async function takeProof(openid: MacProofPorts, context: KoaContextWithOIDC): Promise<void> {
  const { oidc } = context;
  const { session } = oidc;
  if (!session) return;
  // Who signs in by hand in a Mac's session has a session that hangs on no Mac.
  if (oidc.result?.login && macSessionOf(session.uid)) session.uid = plainSessionName(openid.ports.random);
  const compact = context.get(proofHeader);
  // An application that asks for the person to act is not answered by a machine.
  if (oidc.route !== 'authorization' || compact === '' || oidc.prompts.has('login')) return;
  const address = addressOf(context.req) ?? context.ip;
  const requestId = context.get('client-request-id');
  const outcome = await openid.ports.macs.prove(
    compact,
    { method: context.method, url: `${openid.ports.issuer}${context.req.url ?? ''}` },
    { address, clientRequestId: requestId === '' ? undefined : requestId },
  );
  if (outcome.kind === 'refused') return refuse(openid, context, address, outcome);
  const { mac } = outcome;
  if (!(await openid.ports.macSuffices(mac.user.id, mac.serialNumber))) return answer(context, 'left', 'policy');
  const decision = decide(
    { name: session.uid, userId: session.accountId, authTime: session.loginTs },
    mac,
    await expectationOf(openid.ports, context),
  );
  if (decision.kind === 'leave') return answer(context, 'left', decision.reason);
  if (!(await write(openid, context, mac, decision, address))) {
    const { deviceId, user } = mac;
    const refusal = { code: 'nonce_replayed', context: { deviceId, userId: user.id } };
    return refuse(openid, context, address, refusal);
  }
  shown.set(oidc, mac);
  answer(context, 'accepted', mac.serialNumber);
  await signIn(openid.ports, context, mac, decision);
}

// The proof is used up together with the record of what it did.
function write(
  { ports }: MacProofPorts,
  { oidc }: KoaContextWithOIDC,
  mac: ProvenMac,
  decision: Decision,
  address: string,
): Promise<boolean> {
  const detail = {
    clientId: oidc.client?.clientId ?? '',
    amr: mac.amr.join(' '),
    by: 'mac',
    serialNumber: mac.serialNumber,
    session: decision.kind,
  };
  const { user, deviceId } = mac;
  return ports.database.write(async (writer) => {
    if (!(await mac.consume(writer))) return false;
    const event = { type: 'openid.signed-in', outcome: 'allowed', userId: user.id, deviceId, address, detail } as const;
    appendAudit(writer, ports.clock.now(), [event]);
    return true;
  });
}

async function signIn(
  ports: OpenIdPorts,
  context: KoaContextWithOIDC,
  mac: ProvenMac,
  decision: Decision,
): Promise<void> {
  const { oidc } = context;
  const { session, client } = oidc;
  if (!session || !client || decision.kind === 'stay' || decision.kind === 'leave') return;
  if (decision.kind === 'begin') {
    // Nobody can have known the session's identifier before somebody was signed in with it.
    if (!('new' in session && session.new === true)) session.resetIdentifier();
    session.uid = macSessionName(ports.random, mac);
    session.authorizations = {};
  }
  session.loginAccount({
    accountId: mac.user.id,
    loginTs: mac.authTime,
    acr: macAcr,
    amr: [...mac.amr],
    transient: true,
  });
  // The provider looked for account and grant before, when nobody was signed in.
  const account = await findAccount(ports, mac.user.id);
  if (!account) return;
  oidc.entity('Account', account);
  const known = await grantFor(context);
  session.ensureClientContainer(client.clientId);
  if (known) session.grantIdFor(client.clientId, known.jti);
  oidc.entity('Grant', known ?? new oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId }));
}

async function expectationOf({ people }: OpenIdPorts, { oidc }: KoaContextWithOIDC) {
  const hint = oidc.params?.['login_hint'];
  const hinted = typeof hint === 'string' ? ((await people.findUser(hint))?.id ?? '') : undefined;
  const { IdTokenHint: tokenHint } = oidc.entities;
  const subject = tokenHint && (tokenHint as unknown as { readonly payload?: { readonly sub?: string } }).payload?.sub;
  return { hintedUserId: hinted, tokenHintUserId: subject };
}

function refuse(
  { ports, budgets }: MacProofPorts,
  context: KoaContextWithOIDC,
  address: string,
  { code, context: whom }: { readonly code: string; readonly context: RefusedContext },
): void {
  answer(context, 'refused', code);
  if (budgets.refusals.take(address).kind === 'limited') return;
  const { userId, deviceId, reason } = whom;
  ports.audit.record({
    type: 'openid.mac-proof.refused',
    outcome: 'refused',
    code,
    address,
    ...(userId === undefined ? {} : { userId }),
    ...(deviceId === undefined ? {} : { deviceId }),
    detail: { clientId: context.oidc.client?.clientId ?? '', ...(reason === undefined ? {} : { reason }) },
  });
}

interface RefusedContext {
  readonly userId?: string;
  readonly deviceId?: string;
  readonly reason?: string;
}

function answer(context: KoaContextWithOIDC, word: 'accepted' | 'left' | 'refused', detail: string): void {
  context.set(answerHeader, `${word}="${detail}"`);
}
