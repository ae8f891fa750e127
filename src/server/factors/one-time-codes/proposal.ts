/** A secret on its way to an authenticator: sealed into the page that shows it, so that nothing is stored until it counts. */
import { concat } from '#protocol/encoding/bytes.ts';
import type { FactorPorts } from '../factor-ports.ts';

/** How long a first code is waited for, in milliseconds. */
const patience = 900_000;
const timeLength = 8;

/** Seals a secret for a person, with the time. */
export function sealProposal({ sealer, clock }: FactorPorts, userId: string, secret: Uint8Array): Uint8Array {
  const time = new Uint8Array(timeLength);
  new DataView(time.buffer).setBigUint64(0, BigInt(clock.now()));
  return sealer.seal(concat(time, secret), contextOf(userId));
}

/** The secret of a proposal; undefined when it is over, another person's, or none of ours. */
export function openProposal(
  { sealer, clock }: FactorPorts,
  userId: string,
  sealed: Uint8Array | undefined,
): Uint8Array | undefined {
  if (!sealed) return undefined;
  try {
    const plain = sealer.open(sealed, contextOf(userId));
    const at = Number(new DataView(plain.buffer, plain.byteOffset).getBigUint64(0));
    return at + patience > clock.now() ? plain.slice(timeLength) : undefined;
  } catch {
    // Sealed by nobody, or for another person.
    return undefined;
  }
}

function contextOf(userId: string): string {
  return `factor_one_time_code_proposal:${userId}`;
}
