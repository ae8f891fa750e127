/** Automated Device Enrollment: the server token, the devices at Apple, and what they are told. */
import { z } from 'zod';
import { line, listQuery, pageOf, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** What needs an administrator, if anything. */
export const adeState = z
  .enum(['not-configured', 'ready', 'token-expires-soon', 'token-expired', 'terms-not-signed'])
  .describe(
    '`not-configured`: no server token yet. `terms-not-signed`: an administrator must agree to new terms at Apple, until ' +
      'then every call fails.',
  )
  .meta({ id: 'AdeState' });

/** How it stands with Apple. */
export const adeStatus = z
  .object({
    state: adeState,
    token: z.object({ consumerKey: z.string(), expiresAt: time, importedAt: time }).nullable(),
    renewalPrepared: z.boolean().describe('A certificate waits for the token of a renewal.'),
    organisation: z
      .object({ name: z.string().nullable(), server: z.string(), administrator: z.string().nullable() })
      .nullable()
      .describe('As Apple knows the organisation and this server.'),
    lastSync: z.object({ at: time, outcome: z.string(), detail: z.string().nullable() }).nullable(),
    devices: z.object({ total: z.number().int(), assigned: z.number().int() }),
    simulated: z.boolean().describe('Whether Apple is a simulated one, as in a laboratory.'),
  })
  .meta({ id: 'AdeStatus' });

/** How it stands with Apple. */
export type AdeStatus = z.infer<typeof adeStatus>;

/** A device that Apple says is ours. */
export const adeDevice = z
  .object({
    serialNumber: z.string(),
    model: z.string().nullable(),
    description: z.string().nullable(),
    profileStatus: z
      .enum(['empty', 'assigned', 'pushed', 'removed'])
      .describe('`pushed`: the device has asked Apple and was told where to enroll.'),
    assignment: z
      .object({ code: z.string(), at: time, retryAt: timeOrNever })
      .nullable()
      .describe("The last try to assign a profile, with Apple's word for it."),
  })
  .meta({ id: 'AdeDevice' });

/** A device that Apple says is ours. */
export type AdeDevice = z.infer<typeof adeDevice>;

/** The certificate to upload at Apple. */
export const adeTokenCertificate = z
  .object({
    certificate: z.string().describe('PEM. Upload it at Apple where the device management server is added or edited.'),
    notAfter: time,
    outcome: z.enum(['made', 'kept']).describe('`kept`: it was made before, and no token has come for it yet.'),
  })
  .meta({ id: 'AdeTokenCertificate' });

/** What a run has brought. */
export const adeSyncResult = z
  .object({
    devices: z.number().int().describe('Rows that Apple told.'),
    assigned: z.number().int().describe('Devices that were given a profile.'),
    deferred: z.number().int().describe('Devices that Apple took no profile for, this time.'),
  })
  .meta({ id: 'AdeSyncResult' });

const noun = 'automated device enrollment';
const appleRefusals = [
  'ade_not_configured',
  'ade_token_ended',
  'ade_terms_not_signed',
  'ade_apple_refused',
  'ade_apple_unavailable',
  'ade_answer_malformed',
] as const;
const runRefusals = [...appleRefusals, 'ade_busy'] as const;

/** What may be asked about it. */
export const adeOperations = {
  showAde: {
    method: 'GET',
    path: '/api/v1/ade',
    noun,
    summary: 'Shows how it stands with Apple: token, terms, last sync',
    response: adeStatus,
    role: 'auditor',
    refusals: [],
  },
  issueAdeTokenCertificate: {
    method: 'POST',
    path: '/api/v1/ade/token-certificate',
    noun,
    summary: 'Gives the certificate to upload at Apple, for a first server token or for a renewal',
    response: adeTokenCertificate,
    role: 'admin',
    refusals: [],
  },
  importAdeToken: {
    method: 'PUT',
    path: '/api/v1/ade/token',
    noun,
    summary: 'Takes in the server token that Apple gave for the certificate',
    body: z
      .strictObject({ file: z.string().min(1).max(60_000).describe('The .p7m file as it was downloaded.') })
      .meta({ id: 'AdeTokenUpload' }),
    response: z.object({ outcome: z.enum(['imported', 'renewed']), expiresAt: time }).meta({ id: 'AdeTokenResult' }),
    role: 'admin',
    refusals: [
      'ade_token_certificate_missing',
      'ade_token_malformed',
      'ade_token_undecryptable',
      'ade_token_expired',
      'ade_token_other_server',
    ],
  },
  syncAde: {
    method: 'POST',
    path: '/api/v1/ade/sync',
    noun,
    summary: 'Asks Apple now what has changed, and assigns profiles that are missing',
    response: adeSyncResult,
    role: 'admin',
    refusals: runRefusals,
  },
  assignAdeProfiles: {
    method: 'POST',
    path: '/api/v1/ade/assign',
    noun,
    summary: 'The same, and tries again at once what Apple has put off or refused',
    response: adeSyncResult,
    role: 'admin',
    refusals: runRefusals,
  },
  listAdeDevices: {
    method: 'GET',
    path: '/api/v1/ade/devices',
    noun,
    summary: 'Lists the devices that Apple says are ours',
    query: listQuery,
    response: pageOf(adeDevice),
    role: 'auditor',
    refusals: [],
  },
  disownAdeDevice: {
    method: 'POST',
    path: '/api/v1/ade/devices/{serialNumber}/disown',
    noun,
    summary: 'Gives a device up at Apple, for good: it leaves the organisation',
    params: z.object({ serialNumber: line(100) }),
    role: 'admin',
    refusals: ['ade_device_not_found', ...appleRefusals],
  },
} as const satisfies Record<string, Operation>;
