/** UserAuthenticate and GetToken: what a Mac asks for beside its commands. */
import { buildTokenAnswer, type GetToken } from '#protocol/mdm/check-in/get-token.ts';
import { buildDigestChallenge } from '#protocol/mdm/check-in/user-authenticate.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import type { AdmittedSender, Answer, ManagementContext } from '../context.ts';
import { Refusal } from '../refusal.ts';

/** Accepts a network user without a challenge, or says that such users are not managed. @throws {Refusal} */
export function answerUserAuthenticate({ settings, audit }: ManagementContext, { channel }: AdmittedSender): Answer {
  if (channel.kind === 'device') throw new Refusal('user_channel_only', { enrollmentId: channel.id });
  if (settings.userAuthentication === 'refused') throw new Refusal('user_not_managed', { enrollmentId: channel.id });
  audit.record({ type: 'management.user.accepted', outcome: 'allowed', detail: { enrollmentId: channel.id } });
  return { status: 200, contentType: mediaType.plist, body: encodeDictionary(buildDigestChallenge()) };
}

/** Gives a token of one of Apple's services. @throws {Refusal} `token_service_unknown` */
export async function answerGetToken(
  { serviceTokens, audit }: ManagementContext,
  { channel }: AdmittedSender,
  { TokenServiceType: service }: GetToken,
): Promise<Answer> {
  const token = await serviceTokens.tokenFor(service, channel.id);
  if (token === undefined) throw new Refusal('token_service_unknown', { enrollmentId: channel.id });
  const detail = { enrollmentId: channel.id, service };
  audit.record({ type: 'management.service-token.given', outcome: 'allowed', detail });
  return { status: 200, contentType: mediaType.plist, body: encodeDictionary(buildTokenAnswer(token)) };
}
