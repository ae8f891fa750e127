import type { StageRule, StageVerdict, TimelineFacts } from '../timeline.ts';
import { done, eventsOf, ofEvent, open, record, refusalAfter } from '../evidence.ts';

/** The Mac itself is registered for Platform SSO: its signing and encryption keys are known here. */
export const deviceRegistered: StageRule = {
  name: 'device-registered',
  title: 'Mac registered',
  conclude: (facts) => {
    const device = facts.mac.registration?.device;
    const events = eventsOf(
      facts,
      'platform-sso.device.registered',
      'platform-sso.device.repaired',
      'platform-sso.device.revoked',
      'platform-sso.device.unregistered',
      'platform-sso.device.repair-allowed',
    );
    const evidence = events.map(ofEvent);
    if (device?.state === 'revoked') {
      return open('stopped', {
        why: 'An administrator revoked the Mac; it gets nothing.',
        whatToDo: 'Let it register again with Repair, if that was a mistake.',
        evidence,
      });
    }
    if (device?.state === 'registered' || device?.state === 'repair') {
      return done(
        device.registeredAt,
        evidence.length > 0 ? evidence : record('device registration', device.registeredAt),
      );
    }
    return notRegistered(facts, evidence);
  },
};

function notRegistered(facts: TimelineFacts, evidence: StageVerdict['evidence']): StageVerdict {
  const refused = refusalAfter(facts, 'platform-sso.device-registration.refused', facts.mac.course?.begunAt ?? 0);
  if (refused !== undefined) {
    const { code = '' } = refused.event;
    return open('stopped', {
      why: facts.sentenceOf(code) ?? `Its registration was refused: ${code}.`,
      whatToDo: 'Remove the cause, then let the person choose Register again; Repair gives it a new start.',
      evidence: [ofEvent(refused), ...evidence],
    });
  }
  const { course, enrollment } = facts.mac;
  if (course?.state === 'released' || (course?.lane === 'setup-assistant' && enrollment?.state === 'enabled')) {
    return open('under-way', {
      why: 'The Mac has what it needs, and has not registered yet.',
      whatToDo: 'The person clicks Register in the notification, or Users & Groups > Network Account Server > Repair.',
      evidence,
    });
  }
  return open('not-yet', { why: 'The Mac registers once its app and its settings are there.', evidence });
}
