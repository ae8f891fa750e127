/** Check-in messages to their rules. Authenticate pins an identity; every other message must be signed by the pinned one. */
import type { CheckInMessage } from '#protocol/mdm/check-in/check-in.ts';
import type { AdmittedSender, Answer, ManagementContext, Origin, ProvenSender } from '../context.ts';
import { answerDeclarativeManagement } from '../declarative/declarative-management.ts';
import { admitSender } from '../prove-sender.ts';
import { answerAuthenticate } from './begin-enrollment.ts';
import { answerGetBootstrapToken, answerSetBootstrapToken } from './bootstrap-token.ts';
import { answerCheckOut } from './end-enrollment.ts';
import { answerTokenUpdate } from './update-token.ts';
import { answerGetToken, answerUserAuthenticate } from './user-and-service-tokens.ts';

/** Answers a check-in message. @throws {Refusal} and {MdmError} */
export async function answerCheckIn(
  management: ManagementContext,
  sender: ProvenSender,
  message: CheckInMessage,
  origin: Origin,
): Promise<Answer> {
  if (message.MessageType === 'Authenticate') return answerAuthenticate(management, sender, message, origin);
  const admitted = await admitSender(management, sender);
  management.lastSeen.note(sender.channel.deviceId);
  return answerAdmitted(management, admitted, message, origin);
}

async function answerAdmitted(
  management: ManagementContext,
  sender: AdmittedSender,
  message: Exclude<CheckInMessage, { readonly MessageType: 'Authenticate' }>,
  origin: Origin,
): Promise<Answer> {
  switch (message.MessageType) {
    case 'TokenUpdate':
      return answerTokenUpdate(management, sender, message, origin);
    case 'CheckOut':
      return answerCheckOut(management, sender, origin);
    case 'SetBootstrapToken':
      return answerSetBootstrapToken(management, sender, message);
    case 'GetBootstrapToken':
      return answerGetBootstrapToken(management, sender);
    case 'UserAuthenticate':
      return answerUserAuthenticate(management, sender);
    case 'GetToken':
      return answerGetToken(management, sender, message);
    case 'DeclarativeManagement':
      return answerDeclarativeManagement(management, sender, message);
  }
}
