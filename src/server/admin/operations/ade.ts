import type { AdeDevice as AdeDeviceItem, AdeStatus as AdeStatusDocument, adeOperations } from '#api/ade.ts';
import type { RefusalCode } from '#api/error.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { AdeDevice, AdeFeature, Disowning, SyncOutcome } from '#server/ade/feature.ts';
import { type Answer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Automated Device Enrollment. */
export function adeHandlers({ ade }: AdminPorts): Handlers<keyof typeof adeOperations> {
  return {
    showAde: async () => done(statusOf(await ade.status())),
    issueAdeTokenCertificate: async ({ caller }) => {
      const { kind, certificatePem, notAfter } = await ade.tokenCertificate(caller.actor);
      return done({ certificate: certificatePem, notAfter: timeOf(notAfter), outcome: kind });
    },
    importAdeToken: async ({ body, caller }) => {
      const outcome = await ade.importToken(utf8(body.file), caller.actor);
      if (outcome.kind === 'refused') return refused(outcome.code);
      return done({ outcome: outcome.kind, expiresAt: timeOf(outcome.expiresAt) });
    },
    syncAde: async () => syncAnswer(await ade.sync('administrator')),
    assignAdeProfiles: async () => syncAnswer(await ade.sync('assignment')),
    listAdeDevices: async ({ query }) => {
      const rows = await ade.devices(query.after ?? '', query.limit + 1);
      const items = rows.slice(0, query.limit);
      return done({
        items: items.map((device) => deviceOf(device)),
        next: rows.length > query.limit ? (items.at(-1)?.serialNumber ?? null) : null,
      });
    },
    disownAdeDevice: async ({ params, caller }) => disownAnswer(await ade.disown(params.serialNumber, caller.actor)),
  };
}

function statusOf(status: Awaited<ReturnType<AdeFeature['status']>>): AdeStatusDocument {
  const { token, account, lastSync } = status;
  return {
    state: status.state,
    token: token
      ? {
          consumerKey: token.consumerKey,
          expiresAt: timeOf(token.expiresAt),
          importedAt: timeOf(token.importedAt),
        }
      : null,
    renewalPrepared: status.isRenewalPrepared,
    organisation: account
      ? { name: account.org_name ?? null, server: account.server_name, administrator: account.admin_id ?? null }
      : null,
    lastSync: lastSync ? { at: timeOf(lastSync.at), outcome: lastSync.outcome, detail: lastSync.detail ?? null } : null,
    devices: status.devices,
    simulated: status.isSimulated,
  };
}

function deviceOf({ serialNumber, facts, profileStatus, assignment }: AdeDevice): AdeDeviceItem {
  const { code, at, retryAt } = assignment;
  return {
    serialNumber,
    model: facts.model ?? null,
    description: facts.description ?? null,
    profileStatus,
    assignment:
      code === undefined || at === undefined
        ? null
        : { code, at: timeOf(at), retryAt: timeOrNeverOf(code === 'SUCCESS' ? undefined : retryAt) },
  };
}

function syncAnswer(outcome: SyncOutcome): Answer<{ devices: number; assigned: number; deferred: number }> {
  if (outcome.kind !== 'synced') return refusalFor(outcome);
  const { devices, assigned, deferred } = outcome;
  return done({ devices, assigned, deferred });
}

function disownAnswer(outcome: Disowning): Answer<undefined> {
  if (outcome.kind === 'disowned') return done(undefined);
  if (outcome.kind === 'not-found') return refused('ade_device_not_found');
  if (outcome.kind === 'refused-by-apple') {
    return refused('ade_apple_refused', { adminDescription: `Apple said ${outcome.word} of the device.` });
  }
  return refusalFor(outcome);
}

const codes = {
  'not-configured': 'ade_not_configured',
  'token-expired': 'ade_token_ended',
  'terms-not-signed': 'ade_terms_not_signed',
  busy: 'ade_busy',
  waiting: 'ade_busy',
  malformed: 'ade_answer_malformed',
  refused: 'ade_apple_refused',
  later: 'ade_apple_unavailable',
  unreachable: 'ade_apple_unavailable',
} as const satisfies Readonly<Record<Exclude<SyncOutcome['kind'], 'synced'>, RefusalCode>>;

function refusalFor(outcome: Exclude<SyncOutcome, { readonly kind: 'synced' }>) {
  const code = codes[outcome.kind];
  if (outcome.kind === 'refused') {
    return refused(code, { adminDescription: `Apple answered ${outcome.status} ${outcome.word ?? ''}`.trim() });
  }
  if (outcome.kind === 'unreachable') return refused(code, { adminDescription: `The connection: ${outcome.code}.` });
  const seconds = outcome.kind === 'later' ? outcome.retryAfterSeconds : undefined;
  return refused(code, seconds === undefined ? {} : { retryAfterSeconds: seconds });
}
