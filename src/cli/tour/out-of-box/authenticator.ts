/** The authenticator on a person's phone, as far as one-time codes go (RFC 6238). */
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { type Stage, expect, say } from '../stage.ts';

/** Sets it up for a person, and gives what shows the code of the moment. */
export async function giveAuthenticator(stage: Stage, user: string): Promise<() => string> {
  const { uri } = await stage.api.addOneTimeCodes({ params: { user } });
  const secret = fromBase32(new URL(uri).searchParams.get('secret') ?? '');
  expect(secret !== undefined, 'The address for the authenticator has no secret.');
  say(stage, 'authenticator', `shows one-time codes for ${user}`);
  return () => totp(nodeHmac, secret, stage.surroundings.clock.now());
}
