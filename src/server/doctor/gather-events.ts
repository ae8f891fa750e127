/** The events of the audit chain that speak of a Mac, or of its person at it. */
import type { AuditRecord } from '#server/audit/audit.ts';
import type { WholeMac } from '#server/setup/feature.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import type { EventFact } from './findings.ts';

/** How many of a kind are read. */
const ofDevice = 300;
const ofType = 200;
const ofPerson = 100;
const mostPeople = 5;
/** How long a refusal that names no Mac may be this one's, in milliseconds. */
const lately = 86_400_000;

// Types whose events name the Mac in their detail alone.
const bySerialNumber = ['enrollment.refused', 'enrollment.profile.delivered', 'sign-in.refused'];
const byEnrollment = ['management.message.refused', 'management.enrollment.authenticated'];
const withoutMac = ['platform-sso.device-registration.refused', 'platform-sso.token.refused'];

/** The events, the newest first. */
export async function eventsOf({ audit, clock }: DoctorPorts, mac: WholeMac): Promise<EventFact[]> {
  const { serialNumber, enrollment, registration } = mac;
  const found = new Map<number, EventFact>();
  const add = (records: readonly AuditRecord[], isOfSomebody: boolean, fits: (record: AuditRecord) => boolean) => {
    for (const record of records) {
      if (!found.has(record.sequence) && fits(record)) found.set(record.sequence, factOf(record, isOfSomebody));
    }
  };
  const device = registration ? await audit.list({ deviceId: registration.device.id, limit: ofDevice }) : [];
  add(device, false, () => true);
  for (const type of bySerialNumber) {
    const named = (record: AuditRecord) => record.event.detail?.['serialNumber'] === serialNumber;
    add(await audit.list({ type, limit: ofType }), false, named);
  }
  if (enrollment) {
    for (const type of byEnrollment) {
      const named = (record: AuditRecord) => record.event.detail?.['enrollmentId'] === enrollment.id;
      add(await audit.list({ type, limit: ofType }), false, named);
    }
  }
  const people = registration?.registrations.filter(({ state }) => state === 'active') ?? [];
  for (const { userId } of people.slice(0, mostPeople)) {
    const isTheirs = ({ event }: AuditRecord) => event.type.startsWith('directory.password.');
    add(await audit.list({ userId, limit: ofPerson }), false, isTheirs);
  }
  const addresses = new Set(device.map(({ event }) => event.address).filter((address) => address !== undefined));
  if (people.length === 0 || addresses.size > 0) {
    const since = clock.now() - lately;
    for (const type of withoutMac) {
      const isNobodys = ({ event: { deviceId, address = '' }, time }: AuditRecord) =>
        deviceId === undefined && time > since && (people.length === 0 || addresses.has(address));
      add(await audit.list({ type, limit: ofType }), true, isNobodys);
    }
  }
  return [...found.values()].toSorted((left, right) => right.sequence - left.sequence);
}

function factOf({ sequence, time, event }: AuditRecord, isOfSomebody: boolean): EventFact {
  const { type, outcome, code, userId, detail } = event;
  const text = (name: string) => {
    const value = detail?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    sequence,
    time,
    type,
    outcome,
    code,
    userId,
    reason: text('reason'),
    purpose: text('purpose'),
    isOfSomebody,
  };
}
