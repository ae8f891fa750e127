import type {
  Mac,
  MacCounts as WireCounts,
  MacDetail,
  macOperations,
  MacTimelineStage,
  SetupAlert as WireAlert,
} from '#api/macs.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import { type DeviceAttestation, refusalSentences } from '#server/device-attestations/feature.ts';
import { macTimeline, type TimelineStage } from '#server/mac-timeline/feature.ts';
import { adminSentence } from '#server/platform-sso/refusal-sentence.ts';
import type { MacCounts, MacSummary } from '#server/mac-standing/feature.ts';
import type { SetupAlert, WholeMac } from '#server/setup/feature.ts';
import { actionAnswer, done, type Handlers, pageAnswer, refused } from '../answer.ts';
import { declarationsOf } from '../declarations-of.ts';
import type { AdminPorts } from '../ports.ts';

/** Macs, as setup puts them together. */
export function macHandlers(
  ports: Pick<AdminPorts, 'setup' | 'attestations' | 'macStandings' | 'management' | 'audit' | 'signInPlans'>,
): Handlers<keyof typeof macOperations> {
  const { setup, attestations, macStandings } = ports;
  return {
    listMacs: async ({ query }) => {
      const page = await macStandings.list(query);
      return page === undefined ? refused('cursor_unknown') : pageAnswer(page, listedMac);
    },
    countMacs: async () => done(countsOf(await macStandings.counts())),
    getMac: async ({ params }) => {
      const whole = await setup.mac(params.serialNumber);
      if (whole === undefined) return refused('mac_not_found');
      const attestation = await attestations.latest(whole.serialNumber);
      return done({ ...detailOf(whole), attestation: attestation === undefined ? null : attestationOf(attestation) });
    },
    showMacTimeline: async ({ params }) => {
      const serialNumber = params.serialNumber.toUpperCase();
      const stages = await macTimeline({ ...ports, sentenceOf: adminSentence }, serialNumber);
      return stages === undefined ? refused('mac_not_found') : done({ serialNumber, stages: stages.map(stageOf) });
    },
    attestMac: async ({ params, caller }) => {
      const outcome = await attestations.ask(params.serialNumber, caller.actor);
      if (outcome.kind === 'asked') return done({ command: outcome.commandId });
      return refused(outcome.kind === 'ended' ? 'enrollment_ended' : 'enrollment_not_found');
    },
    showMacAdministrator: async ({ params, caller }) => {
      const found = await setup.administrator(params.serialNumber, caller.actor);
      if (found === undefined) return refused('administrator_not_found');
      return done({ ...found, madeAt: timeOf(found.madeAt) });
    },
    listSetupAlerts: async () => done({ items: (await setup.alerts()).map(alertOf) }),
    clearSetupAlert: async ({ params, caller }) =>
      actionAnswer(await setup.clearAlert(params.alert, caller.actor), 'alert_not_found'),
  };
}

function stageOf({ name, at, evidence, why, whatToDo, ...rest }: TimelineStage): MacTimelineStage {
  return {
    ...rest,
    stage: name,
    at: timeOrNeverOf(at),
    evidence: evidence.map((one) => ({ ...one, at: timeOrNeverOf(one.at), reference: one.reference ?? null })),
    why: why ?? null,
    whatToDo: whatToDo ?? null,
  };
}

function listedMac({ lastSeenAt, name, model, osVersion, ...rest }: MacSummary): Mac {
  return {
    ...rest,
    name: name ?? null,
    model: model ?? null,
    osVersion: osVersion ?? null,
    lastSeenAt: lastSeenAt === 0 ? null : timeOf(lastSeenAt),
  };
}

function countsOf({ total, stages, macos }: MacCounts): WireCounts {
  const grouped = [...Map.groupBy(stages, ({ stage }) => stage)];
  return {
    total,
    stages: grouped.map(([stage, rows]) => ({
      stage,
      macs: rows.reduce((sum, { macs }) => sum + macs, 0),
      reasons: rows
        .toSorted((one, other) => other.macs - one.macs)
        .map(({ reason, macs }) => ({ reasonCode: reason, macs })),
    })),
    macos: macos.map(({ version, macs }) => ({ version: version ?? null, macs })),
  };
}

function macOf({
  serialNumber,
  stage,
  reasonCode,
  reason,
  enrollment,
  registration,
  assignment,
  alerts,
}: WholeMac): Mac {
  const device = registration?.device;
  const seen = Math.max(enrollment?.lastSeenAt ?? 0, device?.lastSeenAt ?? 0);
  return {
    serialNumber,
    name: enrollment?.deviceName ?? device?.name ?? null,
    model: enrollment?.modelName ?? enrollment?.model ?? device?.model ?? assignment?.facts.model ?? null,
    osVersion: enrollment?.osVersion ?? device?.osVersion ?? null,
    stage,
    reasonCode,
    reason,
    alerts: alerts.length,
    lastSeenAt: seen === 0 ? null : timeOf(seen),
  };
}

function attestationOf({ verdict, askedAt, answeredAt }: DeviceAttestation): MacDetail['attestation'] {
  const times = { askedAt: timeOf(askedAt), answeredAt: timeOrNeverOf(answeredAt), madeForQuestionOf: null };
  const open = { ...times, code: null, message: null, by: null, security: null };
  if (verdict === undefined) return { ...open, outcome: 'waiting' };
  if (verdict.kind === 'refused') {
    return { ...open, outcome: 'refused', code: verdict.code, message: refusalSentences[verdict.code] };
  }
  const { osVersion = null, systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions } = verdict.device;
  return {
    ...open,
    outcome: 'accepted',
    by: verdict.by,
    madeForQuestionOf: timeOf(verdict.madeFor),
    security: { osVersion, systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions },
  };
}

function detailOf(whole: WholeMac): Omit<MacDetail, 'attestation'> {
  return {
    mac: macOf(whole),
    assignment: assignmentOf(whole),
    management: managementOf(whole),
    setup: setupOf(whole),
    registration: registrationOf(whole),
    declarations: declarationsOf(whole.declarations),
    plan: whole.plan === undefined ? null : { ...whole.plan, error: whole.plan.error ?? null },
    alerts: whole.alerts.map(alertOf),
  };
}

function assignmentOf({ assignment }: WholeMac): MacDetail['assignment'] {
  if (assignment === undefined) return null;
  const { code, at } = assignment.assignment;
  const profileStatus = assignment.removedAt === undefined ? assignment.profileStatus : 'removed';
  return { profileStatus, assignedAt: timeOrNeverOf(at), code: code ?? null };
}

function managementOf({ enrollment }: WholeMac): MacDetail['management'] {
  if (enrollment === undefined) return null;
  const { id, state, awaitingConfiguration, enabledAt, endedAt } = enrollment;
  return {
    enrollmentId: id,
    state,
    awaitingConfiguration,
    enabledAt: timeOrNeverOf(enabledAt),
    endedAt: timeOrNeverOf(endedAt),
  };
}

function setupOf({ course, missing }: WholeMac): MacDetail['setup'] {
  if (course === undefined) return null;
  const { lane, state, tries, begunAt, releasedAt, releaseCode, accounts } = course;
  return {
    lane,
    state,
    tries,
    waitingFor: [...missing],
    begunAt: timeOf(begunAt),
    releasedAt: timeOrNeverOf(releasedAt),
    release: releaseCode ?? null,
    accounts: accounts === undefined ? null : [...accounts],
  };
}

function registrationOf({ registration }: WholeMac): MacDetail['registration'] {
  if (registration === undefined) return null;
  const { device, registrations } = registration;
  const active = registrations.filter(({ state }) => state === 'active');
  return {
    deviceId: device.id,
    state: device.state,
    registeredAt: timeOrNeverOf(device.registeredAt),
    people: active.map(({ userPrincipalName }) => userPrincipalName),
  };
}

function alertOf({ id, serialNumber, code, detail, raisedAt }: SetupAlert): WireAlert {
  return { id, serialNumber, code, detail, raisedAt: timeOf(raisedAt) };
}
