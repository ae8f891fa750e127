/** Who sent a request: every check that comes before its meaning (RFC 8555 sections 6.2 to 6.5). */
import { hasRequestSignature, parseSignedRequest, type UnverifiedRequest } from '#protocol/acme/signed-request.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { type AccountKey, accountAt, type AcmeAccount, accountKey } from './accounts.ts';
import type { AcmeContext } from './context.ts';
import { AcmeRefusal } from './refusal.ts';

/** A request whose signature, address and nonce are right. `payload` is undefined for POST-as-GET. */
export interface AccountRequest {
  readonly account: AcmeAccount;
  readonly payload: JsonObject | undefined;
}

/** A request signed by a key that stands in it. */
export interface KeyRequest {
  readonly key: AccountKey;
  readonly payload: JsonObject;
}

/** Checks a request of an account. @throws {AcmeRefusal} @throws {AcmeError} */
export async function accountRequest(
  context: AcmeContext,
  body: JsonValue | undefined,
  url: string,
): Promise<AccountRequest> {
  const request = parseSignedRequest(body);
  if (request.signer.kind !== 'account') throw new AcmeRefusal('acme_bad_key');
  const account = await accountAt(context, request.signer.url);
  if (!account) throw new AcmeRefusal('account_unknown');
  if (!hasRequestSignature(request, account.key)) throw new AcmeRefusal('signature_wrong');
  if (account.status !== 'valid') throw new AcmeRefusal('account_deactivated');
  await checkFreshness(context, request, url);
  return { account, payload: request.payload };
}

/** Checks a request that brings its own key. @throws {AcmeRefusal} @throws {AcmeError} */
export async function keyRequest(context: AcmeContext, body: JsonValue | undefined, url: string): Promise<KeyRequest> {
  const request = parseSignedRequest(body);
  if (request.signer.kind !== 'key') throw new AcmeRefusal('acme_bad_key');
  const key = accountKey(request.signer.jwk);
  if (!hasRequestSignature(request, key.key)) throw new AcmeRefusal('signature_wrong');
  await checkFreshness(context, request, url);
  return { key, payload: present(request.payload) };
}

/** A payload that must be there. @throws {AcmeRefusal} `acme_missing_member` */
export function present(payload: JsonObject | undefined): JsonObject {
  if (!payload) throw new AcmeRefusal('acme_missing_member');
  return payload;
}

async function checkFreshness({ nonces }: AcmeContext, { url, nonce }: UnverifiedRequest, expected: string) {
  if (url !== expected) throw new AcmeRefusal('url_wrong');
  if (nonce === undefined || !(await nonces.consume(nonce))) throw new AcmeRefusal('nonce_bad');
}
