/** A Mac that comes back after its sign-in: its token counts once, for this Mac, and for a person who is still there. */
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Answer, EnrollmentContext, Origin } from './context.ts';
import { deliverProfile } from './deliver-profile.ts';
import { Refusal } from './refusal.ts';
import { checkAccessToken, useAccessToken } from './stores/access-tokens.ts';
import { removeOffer } from './stores/offers.ts';
import { putPerson } from './stores/people.ts';

/** Takes the token and answers with the profile. @throws {Refusal} */
export async function redeemAccessToken(
  enrollment: EnrollmentContext,
  info: MachineInfo,
  token: string,
  origin: Origin,
): Promise<Answer> {
  const { database, clock, people, pushTopic } = enrollment.ports;
  const { SERIAL: serialNumber } = info;
  const verdict = await checkAccessToken(database, token, serialNumber, clock.now());
  if (verdict.kind === 'refused') {
    const { code, userId } = verdict;
    throw new Refusal(code, { serialNumber, ...(userId === undefined ? {} : { userId }) });
  }
  const { userId } = verdict;
  const user = await people.userById(userId);
  if (!user || user.state === 'disabled') throw new Refusal('person_disabled', { serialNumber, userId });
  // Before the token is used up, so that the Mac can come again once this is put right.
  if ((await pushTopic()) === undefined) throw new Refusal('push_certificate_missing', { serialNumber });
  const isFirst = await database.write(async (writer) => {
    const now = clock.now();
    if (!(await useAccessToken(writer, token, now))) return false;
    await removeOffer(writer, serialNumber);
    await putPerson(writer, serialNumber, userId, now);
    const type = 'enrollment.access-token.used';
    appendAudit(writer, now, [{ type, outcome: 'allowed', userId, address: origin.address, detail: { serialNumber } }]);
    return true;
  });
  if (!isFirst) throw new Refusal('access_token_used', { serialNumber, userId });
  return deliverProfile(enrollment, info, { kind: 'sign-in', userId }, origin);
}
