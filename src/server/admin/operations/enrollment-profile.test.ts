import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { Caller } from '#server/admin/access/access.ts';
import type { AdminPorts } from '../ports.ts';
import { enrollmentProfileHandlers } from './enrollment-profile.ts';

const from = { caller: { actor: 'admin' } as Caller, address: '127.0.0.1', requestId: '1' };
const wishes: unknown[] = [];
const enrollment: AdminPorts['enrollment'] = {
  enrollmentUrlFor: async (serialNumber) => `https://m/enroll/${serialNumber}`,
  webUrlFor: async (serialNumber) => `https://m/enroll/${serialNumber}/web`,
  organisationUrl: async () => 'https://m/enroll/organisation',
  exportProfile: async (wish, actor) => {
    wishes.push([wish, actor]);
    if (wish.macs === 9) return { kind: 'attestation-required' };
    return wish.macs === 1 ? { kind: 'no-push-certificate' } : { kind: 'exported', id: 'p1', bytes: Uint8Array.of(60) };
  },
};
const known = {
  id: 'p1',
  macs: 3,
  macsLeft: 1,
  createdBy: 'admin',
  createdAt: 0,
  expiresAt: 1000,
  revokedAt: undefined,
};
const identities = {
  manualChallenges: async () => [known],
  revokeManualChallenge: async (id: string) => ({ kind: id === 'p1' ? ('done' as const) : ('not-found' as const) }),
};
const handlers = enrollmentProfileHandlers({ enrollment, identities });

test('the address of a Mac has a page beside it, the address of the organisation has none', async () => {
  const own = await handlers.getEnrollmentAddress({ ...from, query: { serialNumber: 'C02TEST00001' } });
  const url = 'https://m/enroll/C02TEST00001';
  assert.deepEqual(own, { kind: 'done', value: { url, webUrl: `${url}/web` } });
  const any = await handlers.getEnrollmentAddress({ ...from, query: {} });
  assert.deepEqual(any, { kind: 'done', value: { url: 'https://m/enroll/organisation', webUrl: null } });
});

test('an enrollment profile is made for whoever asks, where there is a push certificate', async () => {
  const made = await handlers.exportEnrollmentProfile({ ...from, body: { macs: 2, days: 3 } });
  assert.ok(made.kind === 'done' && made.value.contentType === 'application/x-apple-aspen-config');
  assert.deepEqual(fromBase64(made.value.content), Uint8Array.of(60));
  assert.deepEqual(wishes, [[{ macs: 2, days: 3 }, 'admin']]);
  const refused = await handlers.exportEnrollmentProfile({ ...from, body: { macs: 1, days: 3 } });
  assert.ok(refused.kind === 'refused' && refused.code === 'push_certificate_not_found');
  const strict = await handlers.exportEnrollmentProfile({ ...from, body: { macs: 9, days: 3 } });
  assert.ok(strict.kind === 'refused' && strict.code === 'enrollment_profile_unattested');
});

test('exported profiles are listed without what makes them secret, and revoked by their id', async () => {
  const listed = await handlers.listEnrollmentProfiles(from);
  assert.ok(listed.kind === 'done');
  const [one] = listed.value.items;
  assert.deepEqual([one?.id, one?.macs, one?.macsLeft, one?.expiresAt], ['p1', 3, 1, '1970-01-01T00:00:01.000Z']);
  const revoke = (profile: string) => handlers.revokeEnrollmentProfile({ ...from, params: { profile } });
  assert.deepEqual(await revoke('p1'), { kind: 'done', value: { outcome: 'done' } });
  assert.deepEqual(await revoke('p2'), { kind: 'refused', code: 'enrollment_profile_not_found' });
});
