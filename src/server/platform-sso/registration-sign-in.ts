/** The end of the registration window: its code for an access token that registers the Mac and the person. */
import { equals } from '#protocol/encoding/bytes.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { encodeRegistrationAccessToken, parseRegistrationSignIn } from '#protocol/platform-sso/registration/sign-in.ts';
import { challengeOf } from '#protocol/platform-sso/registration/window.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Origin, PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';
import { newSecret, putAccessToken } from './registration-tokens.ts';
import { takeCode } from './registration-window/windows.ts';

/** Life of the access token in seconds: long enough to register a Mac and a person, with a look for the card between. */
const accessTokenLife = 600;

/** Answers a code. @throws {Refusal} `registration_code_invalid`, `registration_code_expired` */
export async function registrationSignIn(sso: PlatformSso, body: JsonObject, origin: Origin): Promise<JsonObject> {
  sso.budgets.check({ address: origin.address });
  const { code, codeVerifier } = parseRegistrationSignIn(body);
  // Apart from what follows, so that a code is gone also where its verifier was wrong.
  const found = await sso.database.write((writer) => takeCode(writer, code));
  const challenge = challengeOf(codeVerifier, (bytes) => nodeCrypto.sha256(bytes));
  if (!found || !equals(found.codeChallenge, challenge)) throw new Refusal('registration_code_invalid');
  const now = sso.clock.now();
  const { userId } = found;
  if (found.expiresAt <= now) throw new Refusal('registration_code_expired', { userId });
  const user = await sso.directory.userById(userId);
  if (user?.state !== 'active') throw new Refusal('registration_code_invalid', { userId });
  const token = newSecret(sso.random);
  await sso.database.write(async (writer) => {
    await putAccessToken(writer, token.hash, { userId, expiresAt: now + accessTokenLife * 1000 });
    const type = 'platform-sso.registration-sign-in';
    appendAudit(writer, now, [{ type, outcome: 'allowed', userId, address: origin.address }]);
  });
  return encodeRegistrationAccessToken({
    accessToken: token.text,
    expiresIn: accessTokenLife,
    username: user.userPrincipalName,
  });
}
