/** How these addresses say no, and what of it is audited. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PhoneRefusalCode, phoneRefusals } from '#api/authenticator-refusals.ts';
import { timeOf } from '#api/members.ts';
import type { Budget } from '#server/http/budget.ts';
import type { Authenticator } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';

/** What there is to say beside the code. */
export interface RefusalMore {
  readonly triesLeft?: number;
  /** Whose signature it was. */
  readonly known?: Authenticator;
  /** Whose offer it was. */
  readonly userId?: string;
}

type Refuse = (
  request: FastifyRequest,
  reply: FastifyReply,
  code: PhoneRefusalCode,
  more?: RefusalMore,
) => FastifyReply;

/** Says no to phones. */
export interface Refuser {
  /** Answers no. */
  readonly refuse: Refuse;
  /** Says no for an attempt that anyone can make, and notes it as long as the address has a budget: strangers fill no chain. */
  readonly refuseAttempt: Refuse;
  /** Whether an address has made too many of them; it was answered then. */
  readonly isLimited: (request: FastifyRequest, reply: FastifyReply) => boolean;
}

/** What an administrator should know beside a code. */
const admin: Partial<Record<PhoneRefusalCode, string>> = {
  signature_invalid: 'Unknown authenticator, another key, or another method, path, body or server than was signed.',
  signature_outdated: 'The time in the signature differs by more than 60 seconds: look at the clocks.',
  signature_replayed: 'The same signed request came twice.',
  signature_out_of_order: 'A request came after one that was signed later; nothing was done.',
  authenticator_locked: 'The counter of its requests went back, so two hold its key. Remove it and offer a new one.',
  authenticator_removed: 'The phone was removed and still asks.',
  offer_unknown: 'The secret was never given out, or a newer offer took its place.',
  offer_used: 'A QR code was used a second time: ask the person whether both phones are theirs.',
  proof_invalid: 'The signature of the enrolment does not fit the offer, the key, or this server.',
  key_in_use: 'A key that is enrolled already, or was, came with another offer.',
};

/** Makes it. */
export function createRefuser({ audit, clock }: AuthenticatorPorts, budget: Budget): Refuser {
  const refuse: Refuse = (_request, reply, code, { triesLeft } = {}) => {
    const { status, error, description } = phoneRefusals[code];
    return reply.code(status).send({
      error,
      code,
      error_description: description,
      ...(triesLeft === undefined ? {} : { triesLeft }),
      ...(code === 'signature_outdated' ? { now: timeOf(clock.now()) } : {}),
    });
  };
  const note = (request: FastifyRequest, code: PhoneRefusalCode, { known, userId }: RefusalMore) => {
    const about = known?.userId ?? userId;
    const { ip: address, id: requestId } = request;
    const adminDescription = admin[code];
    audit.record({
      type: 'authenticator.phone.refused',
      outcome: 'refused',
      code,
      ...(about === undefined ? {} : { userId: about }),
      address,
      requestId,
      detail: {
        ...(known === undefined ? {} : { authenticator: known.id }),
        ...(adminDescription === undefined ? {} : { adminDescription }),
      },
    });
  };
  const limited = (request: FastifyRequest, reply: FastifyReply) => {
    const outcome = budget.check(request.ip);
    if (outcome.kind === 'allowed') return false;
    reply.header('retry-after', outcome.retryAfterSeconds);
    refuse(request, reply, 'attempts_limited');
    return true;
  };
  return {
    refuse,
    refuseAttempt: (request, reply, code, more = {}) => {
      budget.charge(request.ip);
      note(request, code, more);
      return refuse(request, reply, code, more);
    },
    isLimited: limited,
  };
}
