/** The end of a sign-in: a token for the Mac, or, in a web view, the profile itself. */
import { encodeAuthenticationResults } from '#protocol/ade/authentication-results.ts';
import { appendAudit, type AuditEvent } from '#server/audit/audit.ts';
import type { SignedIn } from '#server/sign-in/feature.ts';
import type { Answer, EnrollmentContext, Origin } from '../context.ts';
import { deliverProfile } from '../deliver-profile.ts';
import { putAccessToken } from '../stores/access-tokens.ts';
import { type Attempt, newId } from '../stores/attempts.ts';
import { removeOffer } from '../stores/offers.ts';
import { putPerson } from '../stores/people.ts';

/** Ends it. @throws {Refusal} `push_certificate_missing` */
export async function finishSignIn(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  signedIn: SignedIn,
  origin: Origin,
): Promise<Answer> {
  return attempt.lane === 'platform-sso'
    ? giveToken(enrollment, attempt, signedIn, origin)
    : giveProfile(enrollment, attempt, signedIn, origin);
}

/**
 * The redirect that the web authentication session waits for. The token is good for two things: to enroll this Mac once,
 * and, since the extension sees the same redirect, to register this Mac and this person without another sign-in.
 */
async function giveToken(
  { ports }: EnrollmentContext,
  attempt: Attempt,
  signedIn: SignedIn,
  origin: Origin,
): Promise<Answer> {
  const { database, clock, random, setupSignIns } = ports;
  const token = newId(random);
  const { SERIAL: serialNumber } = attempt.mac;
  const { id: userId } = signedIn.user;
  const { isOwnAddress } = attempt;
  await database.write(async (writer) => {
    const now = clock.now();
    await putAccessToken(writer, { text: token, serialNumber, userId }, now);
    await setupSignIns.acceptSetupSignIn(writer, {
      token,
      userId,
      serialNumber,
      isOwnAddress,
      address: origin.address,
    });
    appendAudit(writer, now, [signInEvent(attempt, signedIn, origin)]);
  });
  // 308 and not 302, as Apple shows it.
  return { status: 308, headers: { location: encodeAuthenticationResults(token) } };
}

async function giveProfile(
  enrollment: EnrollmentContext,
  attempt: Attempt,
  signedIn: SignedIn,
  origin: Origin,
): Promise<Answer> {
  const { database, clock } = enrollment.ports;
  const proof = { kind: 'sign-in', userId: signedIn.user.id } as const;
  const answer = await deliverProfile(enrollment, attempt.mac, proof, origin);
  await database.write(async (writer) => {
    const now = clock.now();
    await removeOffer(writer, attempt.mac.SERIAL);
    await putPerson(writer, attempt.mac.SERIAL, signedIn.user.id, now);
    appendAudit(writer, now, [signInEvent(attempt, signedIn, origin)]);
  });
  return answer;
}

function signInEvent({ mac, lane }: Attempt, { user, methods }: SignedIn, origin: Origin): AuditEvent {
  return {
    type: 'enrollment.signed-in',
    outcome: 'allowed',
    userId: user.id,
    address: origin.address,
    detail: { serialNumber: mac.SERIAL, lane, methods: methods.join(' ') },
  };
}
