/**
 * Managed device attestation on request: Apple vouches for what a Mac is, and for the state of its security. The feature
 * owns questions and verdicts. It does not own commands, nor attestations of keys (`platform-sso`, `authority`).
 */
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { type FinishedCommand, ManagementError, type ManagementObserver } from '#server/mdm/management.ts';
import type { Writer } from '#server/store/database.ts';
import type { DeviceAttestationPorts } from './attestation-ports.ts';
import { judgeAnswer } from './judge.ts';
import { askedMac, askedNonces, latestQuestion, putQuestion, putVerdict } from './store.ts';
import type { AttestationVerdict, DeviceAttestation } from './verdict.ts';

/** The feature at work. */
export interface DeviceAttestations {
  /** Asks a Mac; the answer comes when it connects. */
  ask(serialNumber: string, actor: string): Promise<AskOutcome>;
  /** The newest question to a Mac, and what came of it. */
  latest(serialNumber: string): Promise<DeviceAttestation | undefined>;
  /** To be given to device management. */
  readonly observer: ManagementObserver;
}

/** Whether the question is on its way. */
export type AskOutcome =
  | { readonly kind: 'asked'; readonly commandId: string }
  | { readonly kind: 'not-managed' | 'ended' };

const query = 'DevicePropertiesAttestation';
/** Bytes; the most that Apple takes. */
const nonceLength = 32;

/** Puts the feature together. */
export function createDeviceAttestations(ports: DeviceAttestationPorts): DeviceAttestations {
  const { database } = ports;
  return {
    ask: (serialNumber, actor) => ask(ports, serialNumber.toUpperCase(), actor),
    latest: (serialNumber) => latestQuestion(database, serialNumber.toUpperCase()),
    observer: { commandFinished: (writer, event) => readAnswer(ports, writer, event) },
  };
}

async function ask(ports: DeviceAttestationPorts, serialNumber: string, actor: string): Promise<AskOutcome> {
  const { database, management, random, clock } = ports;
  const enrollment = await management.enrollmentBySerialNumber(serialNumber);
  if (enrollment === undefined) return { kind: 'not-managed' };
  const nonce = random.bytes(nonceLength);
  const command = deviceInformation.build({ Queries: [query], DeviceAttestationNonce: nonce });
  try {
    return await database.write(async (writer) => {
      const commandId = await management.enqueue(writer, enrollment.deviceId, command, { actor });
      const askedAt = clock.now();
      await putQuestion(writer, { commandId, serialNumber, nonce, askedAt, askedBy: actor });
      const detail = { serialNumber, command: commandId };
      appendAudit(writer, askedAt, [{ type: 'device-attestation.asked', outcome: 'changed', actor, detail }]);
      return { kind: 'asked', commandId };
    });
  } catch (error) {
    if (error instanceof ManagementError) return { kind: 'ended' };
    throw error;
  }
}

// Three signatures are verified inside the unit: it is once in a while, and who was asked by an administrator.
async function readAnswer({ clock, roots }: DeviceAttestationPorts, writer: Writer, event: FinishedCommand) {
  if (event.requestType !== 'DeviceInformation') return;
  const serialNumber = await askedMac(writer, event.commandId);
  if (serialNumber === undefined) return;
  const verdict = await verdictOf({ clock, roots }, writer, event, serialNumber);
  const now = clock.now();
  await putVerdict(writer, event.commandId, verdict, now);
  const isAccepted = verdict.kind === 'accepted';
  const detail = { serialNumber, command: event.commandId, ...(isAccepted ? { by: verdict.by } : {}) };
  appendAudit(writer, now, [
    {
      type: 'device-attestation.judged',
      outcome: isAccepted ? 'allowed' : 'refused',
      ...(isAccepted ? {} : { code: verdict.code }),
      actor: 'system',
      detail,
    },
  ]);
}

async function verdictOf(
  ports: Pick<DeviceAttestationPorts, 'clock' | 'roots'>,
  writer: Writer,
  { status, result }: FinishedCommand,
  serialNumber: string,
): Promise<AttestationVerdict> {
  if (status !== 'Acknowledged' || result?.kind !== 'known' || result.RequestType !== 'DeviceInformation') {
    return { kind: 'refused', code: 'attestation_not_answered' };
  }
  const { DevicePropertiesAttestation: chain } = result.result.QueryResponses;
  return judgeAnswer(ports, { chain, serialNumber, asked: await askedNonces(writer, serialNumber) });
}

export type { DeviceAttestationPorts } from './attestation-ports.ts';
export { type AttestationVerdict, type DeviceAttestation, refusalSentences } from './verdict.ts';
