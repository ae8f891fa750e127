/**
 * `profiles renew -type enrollment`: a Mac that is set up asks Apple again whose it is, and enrolls where that is somebody's.
 * Source: Apple, profiles(1), "renew". The person is taken to agree.
 */
import { reachApple } from '../apple-services/reach-apple.ts';
import type { MacParts } from '../mac-parts.ts';
import type { PlainOutcome } from '../outcomes.ts';
import { attempt } from '../platform-sso-agent/failure.ts';
import { requestEnrollment } from './remote-management.ts';
import { newSetup } from './setup-state.ts';

/** Asks, and enrolls a Mac that nobody manages. An organisation's page needs Setup Assistant here. */
export async function renewEnrollment(mac: MacParts): Promise<PlainOutcome> {
  const { serialNumber } = mac.state.hardware;
  const asked = await attempt(() => reachApple(mac, (apple) => apple.cloudConfiguration(serialNumber)));
  if (asked.kind === 'failure') return refused('apple-unreachable', asked.failure.sentence);
  mac.state.deviceEnrollment = asked.value;
  if (!asked.value) return refused('not-assigned', 'This Mac belongs to no organisation.');
  if (mac.state.management) return { kind: 'done' };
  return enroll(mac);
}

async function enroll(mac: MacParts): Promise<PlainOutcome> {
  // Nothing waits for DeviceConfigured at the desktop.
  const enrollmentProfile = { ...mac.state.deviceEnrollment, await_device_configured: false };
  const made = await attempt(() => requestEnrollment(mac, { ...newSetup(), enrollmentProfile }));
  if (made.kind === 'failure') return refused('server-unreachable', made.failure.sentence);
  switch (made.value.kind) {
    case 'enrolled':
      return { kind: 'done' };
    case 'alert':
      return refused('not-enrolled', made.value.sentence);
    case 'web-sign-in':
    case 'software-update':
      return refused(
        'setup-assistant-needed',
        'The organisation wants more than this Mac does outside Setup Assistant.',
      );
  }
}

function refused(reason: string, sentence: string): PlainOutcome {
  return { kind: 'refused', reason, sentence };
}
