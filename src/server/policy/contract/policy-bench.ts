/** The feature over a store and a directory, with Macs and factors that tests make up. */
import assert from 'node:assert/strict';
import type { PolicyRule } from '#api/policy.ts';
import { systemRandom } from '#runtime/random.ts';
import { type Audit, createAudit } from '#server/audit/audit.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { foldName } from '#server/directory/names.ts';
import type { Database } from '#server/store/database.ts';
import { decide } from '../decision.ts';
import { createPolicy, type Policy, type PolicyPorts } from '../feature.ts';
import { foldedAll } from '../people.ts';
import { type DeviceFacts, type FactorMethod, unknownDevice } from '../purpose.ts';

/** The bench. The maps are there to be written to. */
export interface PolicyBench {
  readonly policy: Policy;
  readonly audit: Audit;
  /** By serial number. */
  readonly macs: Map<string, DeviceFacts>;
  /** By account name. */
  readonly methods: Map<string, readonly FactorMethod[]>;
  /** Id of a user, by account name. */
  readonly idOf: (accountName: string) => string;
}

/** Noon of 1 November 2026, milliseconds since 1970. */
export const noon = Date.UTC(2026, 10, 1, 12);

/** People by account name, with the groups that they are in. */
export const people: Readonly<Record<string, readonly string[]>> = { ada: ['staff'], bob: ['contractors'], eve: [] };

/** Opens a bench: the people above, and their groups. */
export async function openPolicyBench(database: Database, takesCertificates = true): Promise<PolicyBench> {
  const clock = { now: () => noon };
  const onFailure = ({ error }: { readonly error: unknown }) => assert.fail(String(error));
  const audit = createAudit({ database, clock, pause: async () => {}, onFailure });
  const directory = createDirectory({ database, clock, random: systemRandom });
  const ids = new Map<string, string>();
  for (const [accountName, groups] of Object.entries(people)) {
    const userPrincipalName = `${accountName}@example.org`;
    const made = await directory.createUser({ accountName, fullName: accountName, userPrincipalName }, 'test');
    ids.set(accountName, made.kind === 'created' ? made.user.id : assert.fail(made.kind));
    for (const group of groups) {
      await directory.createGroup(group, 'test');
      await directory.addMember(group, accountName, 'test');
    }
  }
  const macs = new Map<string, DeviceFacts>();
  const methods = new Map<string, readonly FactorMethod[]>();
  const policy = createPolicy({
    database,
    audit,
    clock,
    people: directory,
    deviceFacts: async (serialNumber) => macs.get(serialNumber) ?? unknownDevice,
    methodsOf: async (userId) => methods.get((await directory.userById(userId))?.accountName ?? '') ?? ['password'],
    takesCertificates,
  });
  return { policy, audit, macs, methods, idOf: (name) => ids.get(name) ?? assert.fail(name) };
}

/** The feature where nothing is known of Macs, and everybody has a password alone. */
export function policyOver(parts: Pick<PolicyPorts, 'database' | 'audit' | 'clock' | 'people'>): Policy {
  const deviceFacts = async () => unknownDevice;
  return createPolicy({ ...parts, deviceFacts, methodsOf: async () => ['password'], takesCertificates: false });
}

/** Decisions by rules that may change meanwhile; people are named by their ids. */
export function policyByRules(rules: readonly PolicyRule[]): Pick<Policy, 'decide'> {
  return {
    decide: async ({ userId, groups, purpose, device = unknownDevice, has }) =>
      decide(rules, { names: new Set([foldName(userId)]), groups: foldedAll(groups), purpose, device }, new Set(has)),
  };
}
