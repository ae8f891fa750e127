/** What the server knows of a Mac, its person and the plan, as the doctor's rules want it. */
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { hasAppleSilicon } from '#server/enrollment/feature.ts';
import type { WholeMac } from '#server/setup/feature.ts';

import type { DoctorPorts } from './doctor-ports.ts';
import type { CommandFact, MacFacts, PersonFacts, PlanFacts } from './findings.ts';

/** Most commands and people that are looked at. */
const mostCommands = 50;
const mostPeople = 10;

/** The facts of a Mac. */
export async function macFacts(ports: DoctorPorts, whole: WholeMac): Promise<MacFacts> {
  const { enrollment, registration, course, assignment, plan } = whole;
  const device = registration?.device;
  const model = enrollment?.productName ?? enrollment?.model ?? device?.model;
  const [people, commands, isPackageHosted] = await Promise.all([
    peopleOf(ports, whole),
    enrollment === undefined ? [] : commandsOf(ports, enrollment.id),
    isHosted(ports),
  ]);
  return {
    serialNumber: whole.serialNumber,
    name: enrollment?.deviceName ?? device?.name,
    osVersion: enrollment?.osVersion ?? device?.osVersion,
    buildVersion: enrollment?.buildVersion,
    appleSilicon: model === undefined || !/^[A-Za-z]+\d+,\d+$/.test(model) ? undefined : hasAppleSilicon(model),
    stage: whole.stage,
    reason: whole.reason,
    assignment: assignment && {
      status: assignment.removedAt === undefined ? assignment.profileStatus : 'removed',
      code: assignment.assignment.code,
    },
    management: enrollment && {
      state: enrollment.state,
      isReachable: enrollment.isReachable,
      lastSeenAt: enrollment.lastSeenAt,
      identityEndsAt: enrollment.identityEndsAt,
    },
    setup: course && {
      lane: course.lane,
      state: course.state,
      release: course.releaseCode,
      missing: whole.missing,
      accounts: course.accounts,
    },
    registration: device && {
      state: device.state,
      registeredAt: device.registeredAt,
      lastSeenAt: device.lastSeenAt,
    },
    people,
    plan,
    alerts: whole.alerts,
    commands,
    isPackageHosted,
  };
}

async function peopleOf({ directory }: DoctorPorts, { registration }: WholeMac): Promise<PersonFacts[]> {
  const active = registration?.registrations.filter(({ state }) => state === 'active') ?? [];
  return Promise.all(
    active.slice(0, mostPeople).map(async ({ userId, userPrincipalName, method, hasUnlockKey, lastLoginAt }) => {
      const user = await directory.userById(userId);
      return {
        userId,
        name: userPrincipalName,
        method,
        hasUnlockKey,
        lastLoginAt,
        isDisabled: user?.state === 'disabled',
        mustChangePassword: user?.mustChangePassword ?? false,
      };
    }),
  );
}

async function commandsOf({ management }: DoctorPorts, enrollmentId: string): Promise<CommandFact[]> {
  const commands = await management.commands(enrollmentId, mostCommands);
  return commands.map(({ requestType, status, errorChain, createdAt }) => ({
    requestType,
    status,
    createdAt,
    error: errorChain
      .map(({ LocalizedDescription, USEnglishDescription, ErrorDomain, ErrorCode }) =>
        `${USEnglishDescription ?? LocalizedDescription ?? ''} (${ErrorDomain} ${ErrorCode})`.trim(),
      )
      .at(0),
  }));
}

async function isHosted({ plans, packages }: DoctorPorts): Promise<boolean | undefined> {
  const saved = await plans.current();
  if (saved?.plan.application.package === undefined) return undefined;
  return (await packages.packageFor(saved.plan.application)) !== undefined;
}

/** The plan in force, for a Mac of a version. */
export async function planFacts({ plans }: DoctorPorts, macos: string | undefined): Promise<PlanFacts | undefined> {
  const saved = await plans.current();
  if (saved === undefined) return undefined;
  const version = macos === undefined ? undefined : parseMacosVersion(macos);
  const { plan } = saved;
  return {
    version: saved.version,
    plan,
    method: version === undefined ? plan.method : methodFor(plan, version),
    findings: await plans.lint(plan),
  };
}
