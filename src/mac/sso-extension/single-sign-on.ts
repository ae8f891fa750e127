/**
 * Single sign-on of Porchlight's extension: to a request for sign-in to an application it adds a proof of this Mac and its
 * person, while that person is logged in to Platform SSO. What it cannot prove it leaves alone, and the page asks.
 */
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { signJws } from '#protocol/jose/jws.ts';
import {
  type ProvenRequest,
  ssoProofClaims,
  ssoProofHeader,
  ssoProofJwsHeader,
  type TokenEvidence,
  tokenEvidence,
} from '#protocol/platform-sso/sso-proof.ts';
import type { MacParts } from '../mac-parts.ts';
import type { InstalledExtension, UserConfiguration } from '../mac-state.ts';
import { agentContext } from '../platform-sso-agent/agent-context.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { fetchServerNonce } from '../platform-sso-agent/server-nonce.ts';
import { refreshTokenOf } from '../platform-sso-agent/token-store.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { baseUrl } from './porchlight-extension.ts';

/** Where applications send people to sign in, below the server's base address. */
const authorizationPath = '/openid/authorization';

/** Headers to go along with a request, or undefined where the extension does not handle it. */
export async function singleSignOnHeaders(
  mac: MacParts,
  { url, method }: ProvenRequest,
  caller?: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const standing = standingOf(mac);
  if (!standing || method !== 'GET' || !isSignIn(standing.base, url)) return undefined;
  try {
    return await proofFor(mac, standing, { method, url }, caller);
  } catch (error) {
    // Without a network or a key there is no proof, and the page asks as it asks everybody.
    if (error instanceof PlatformSsoError) return undefined;
    throw error;
  }
}

/** Somebody who is logged in to Platform SSO, with what shows it. */
export interface Standing {
  readonly base: string;
  readonly subject: string;
  readonly token: TokenEvidence;
  readonly signingKey: string;
}

/** Who is logged in to Platform SSO at the desktop, with what shows it; undefined where nobody is. */
export function standingOf(mac: MacParts): Standing | undefined {
  const { session, platformSso } = mac.state;
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  if (session.kind !== 'desktop' || !plan || !platformSso.device?.registrationCompleted) return undefined;
  const user = platformSso.users[session.user];
  const subject = user?.loginUserName;
  if (!user || subject === undefined || !isLoggedIn(mac, user)) return undefined;
  const extension = mac.state.extensions.find(isOf(plan.payload.extensionIdentifier));
  const refreshToken = refreshTokenOf(mac, user);
  const token = refreshToken === undefined ? undefined : tokenEvidence(refreshToken, mac.crypto);
  if (extension?.kind.kind !== 'porchlight' || !token) return undefined;
  try {
    const { signingKey } = agentContext(mac, user, subject, 'auth-prompt');
    return { base: baseUrl({ plan }), subject, token, signingKey };
  } catch (error) {
    if (error instanceof PlatformSsoError) return undefined;
    throw error;
  }
}

function isLoggedIn(mac: MacParts, { state, tokens, authenticationRequired }: UserConfiguration): boolean {
  return state === 'Normal' && !authenticationRequired && tokens !== undefined && mac.now() < tokens.expires;
}

function isOf(identifier: string) {
  return ({ extensionIdentifier }: InstalledExtension) => extensionIdentifier === identifier;
}

function isSignIn(base: string, url: string): boolean {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const own = new URL(`${base}${authorizationPath}`);
  return target?.origin === own.origin && target.pathname === own.pathname;
}

/** Headers with a fresh proof for one request. @throws {PlatformSsoError} where there is no nonce to be had */
export async function proofFor(
  mac: MacParts,
  { base, subject, token, signingKey }: Standing,
  request: ProvenRequest,
  caller?: string,
): Promise<Readonly<Record<string, string>>> {
  const requestId = mac.uuid();
  const quirks = mac.quirks.begin('sso proof');
  const nonce = await fetchServerNonce(mac, {
    url: `${base}/platform-sso/nonce`,
    keyPath: 'Nonce',
    values: [],
    requestId,
  });
  const claims = {
    audience: base,
    subject,
    requestNonce: quirks.serverNonce(nonce),
    issuedAt: Math.floor(mac.wireNow() / 1000),
    request: { ...request, url: asSent(request.url) },
    token,
    ...(caller === undefined ? {} : { caller }),
  };
  const signer = mac.enclave.signer(signingKey);
  const kid = appleKeyId(mac.enclave.publicKey(signingKey), mac.crypto);
  const draft = quirks.request({
    header: ssoProofJwsHeader(kid, signer),
    claims: ssoProofClaims(claims, mac.crypto),
    signer,
  });
  const proof = quirks.compact(signJws(JSON.stringify(draft.header), JSON.stringify(draft.claims), draft.signer));
  const id = quirks.requestId(requestId);
  mac.quirks.remember('last sso proof', proof);
  mac.quirks.remember('last sso proof id', id);
  mac.quirks.remember('last sso proof nonce', claims.requestNonce);
  return { [ssoProofHeader]: proof, 'client-request-id': id };
}

/** The address without what stays in the browser. */
function asSent(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
