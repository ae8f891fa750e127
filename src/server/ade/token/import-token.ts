/**
 * Takes in a server token. A renewal counts only when the new file can be decrypted and names the same server at Apple: a
 * token of another server would orphan every device (fact sheet section 1.7).
 */
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { openServerToken, serverTokenExpiry, type ServerToken } from '#protocol/ade/server-token.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { rsaDecrypter } from '#runtime/rsa.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AdePorts } from '../ade-ports.ts';
import { forgetRefusals } from '../devices/sync-store.ts';
import { currentToken, promoteTokenKey, putToken, type TokenKey, tokenKeys } from './token-store.ts';

/** Why a file is refused. */
export type TokenRefusalCode =
  | 'ade_token_certificate_missing'
  | 'ade_token_malformed'
  | 'ade_token_undecryptable'
  | 'ade_token_expired'
  | 'ade_token_other_server';

/** What came of an import. */
export type TokenImport =
  | { readonly kind: 'imported' | 'renewed'; readonly expiresAt: number }
  | { readonly kind: 'refused'; readonly code: TokenRefusalCode };

/** Takes in the file that Apple gave, whole. */
export async function importToken(file: Uint8Array, ports: AdePorts, actor: string): Promise<TokenImport> {
  const outcome = await decide(file, ports, actor);
  if (outcome.kind === 'refused')
    ports.audit.record({ type: 'ade.token.refused', outcome: 'refused', code: outcome.code, actor });
  return outcome;
}

async function decide(file: Uint8Array, ports: AdePorts, actor: string): Promise<TokenImport> {
  const { database, sealer, clock } = ports;
  const keys = await tokenKeys(database, sealer);
  if (keys.length === 0) return refused('ade_token_certificate_missing');
  const opened = open(file, keys);
  if (typeof opened === 'string') return refused(opened);
  const { token, key } = opened;
  const expiresAt = serverTokenExpiry(token);
  if (expiresAt <= clock.now()) return refused('ade_token_expired');
  const before = await currentToken(database, sealer);
  const isPut = await database.write(async (writer) => {
    if (!(await putToken(writer, sealer, { token, expiresAt, importedAt: clock.now() }))) return false;
    await promoteTokenKey(writer, key.id);
    await forgetRefusals(writer);
    const kind = before === undefined ? 'imported' : 'renewed';
    appendAudit(writer, clock.now(), [
      { type: `ade.token.${kind}`, outcome: 'changed', actor, detail: { consumerKey: token.consumer_key, expiresAt } },
    ]);
    return true;
  });
  if (!isPut) return refused('ade_token_other_server');
  return { kind: before === undefined ? 'imported' : 'renewed', expiresAt };
}

// The key that waits is tried first; the one in use opens a token that was downloaded again for the old certificate.
function open(file: Uint8Array, keys: readonly TokenKey[]): { token: ServerToken; key: TokenKey } | TokenRefusalCode {
  let code: TokenRefusalCode = 'ade_token_malformed';
  for (const key of keys) {
    const { certificate, privateKey } = key;
    try {
      const envelope = { certificate, decrypter: rsaDecrypter(privateKey), ciphers: blockCiphers };
      return { token: openServerToken(file, envelope), key };
    } catch (error) {
      code = codeOf(error);
    }
  }
  return code;
}

function codeOf(error: unknown): TokenRefusalCode {
  if (error instanceof AdeMessageError) return 'ade_token_malformed';
  if (!(error instanceof CmsError)) throw error;
  return error.code === 'cms_no_recipient' || error.code === 'cms_cannot_decrypt'
    ? 'ade_token_undecryptable'
    : 'ade_token_malformed';
}

function refused(code: TokenRefusalCode): TokenImport {
  return { kind: 'refused', code };
}
