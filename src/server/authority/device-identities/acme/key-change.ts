/** keyChange (RFC 8555 section 7.3.5): a request of the old key around one of the new key. */
import { parseKeyChange } from '#protocol/acme/payloads.ts';
import { hasRequestSignature, parseSignedRequest } from '#protocol/acme/signed-request.ts';
import { accountKey, accountObject, accountOfKey, replaceKey } from './accounts.ts';
import { type AccountRequest, present } from './authenticate.ts';
import { acmeUrls, type AcmeContext } from './context.ts';
import type { AcmeAnswer } from './operations.ts';
import { AcmeRefusal } from './refusal.ts';

/** Gives the account the key that signed inside. @throws {AcmeRefusal} @throws {AcmeError} */
export async function changeKey(context: AcmeContext, { account, payload }: AccountRequest): Promise<AcmeAnswer> {
  const urls = acmeUrls(context.ports.publicUrl);
  const inner = parseSignedRequest(present(payload));
  if (inner.signer.kind !== 'key' || inner.nonce !== undefined) throw new AcmeRefusal('acme_bad_key');
  const next = accountKey(inner.signer.jwk);
  if (!hasRequestSignature(inner, next.key)) throw new AcmeRefusal('signature_wrong');
  if (inner.url !== urls.keyChange) throw new AcmeRefusal('url_wrong');
  const { account: named, oldKey } = parseKeyChange(present(inner.payload));
  if (named !== urls.account(account.id) || accountKey(oldKey).thumbprint !== account.thumbprint) {
    throw new AcmeRefusal('acme_malformed');
  }
  const { database } = context.ports;
  if (await replaceKey(database, account.id, account.thumbprint, next)) {
    return { status: 200, body: accountObject(context, account) };
  }
  const owner = await accountOfKey(database, next.thumbprint);
  throw new AcmeRefusal('account_key_in_use', owner ? { location: urls.account(owner.id) } : {});
}
