/** The sign-in of the extension's registration window. */
import { parseRegistrationSignIn, encodeRegistrationAccessToken } from '#protocol/platform-sso/registration/sign-in.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Origin, PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';
import { newSecret, putAccessToken } from './registration-tokens.ts';

/** Life of the access token in seconds: long enough to register a Mac and a person, with a look for the phone between. */
const accessTokenLife = 600;

/** Answers a sign-in. @throws {Refusal} `wrong_credential`, `password_must_change`, `too_many_attempts` */
export async function registrationSignIn(sso: PlatformSso, body: JsonObject, origin: Origin): Promise<JsonObject> {
  const { username, password } = parseRegistrationSignIn(body);
  const attempt = { address: origin.address, person: `${username.toLowerCase()} from ${origin.address}` };
  sso.budgets.check(attempt);
  const outcome = await sso.directory.checkPassword(username, password);
  if (outcome.kind !== 'accepted') {
    const context = { person: attempt.person, ...(outcome.user ? { userId: outcome.user.id } : {}) };
    if (outcome.kind === 'must-change') throw new Refusal('password_must_change', context);
    throw new Refusal('wrong_credential', { ...context, reason: outcome.reason });
  }
  const { user } = outcome;
  const token = newSecret(sso.random);
  const now = sso.clock.now();
  await sso.database.write(async (writer) => {
    await putAccessToken(writer, token.hash, { userId: user.id, expiresAt: now + accessTokenLife * 1000 });
    appendAudit(writer, now, [
      { type: 'platform-sso.registration-sign-in', outcome: 'allowed', userId: user.id, address: origin.address },
    ]);
  });
  return encodeRegistrationAccessToken({
    accessToken: token.text,
    expiresIn: accessTokenLife,
    username: user.userPrincipalName,
  });
}
