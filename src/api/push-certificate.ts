/** The push certificate: what makes this server the one that Macs of a topic listen to. */
import { z } from 'zod';
import { time } from './members.ts';
import type { Operation } from './operation.ts';

/** The certificate in use. */
export const pushCertificate = z
  .object({
    topic: z.string().describe('The subject UID; every enrollment is bound to it.'),
    notAfter: time,
    importedAt: time,
    alert: z
      .object({ reason: z.string(), at: time })
      .nullable()
      .describe('Apple’s reason while it refuses pushes to all Macs.'),
  })
  .meta({ id: 'PushCertificate' });

/** The certificate in use. */
export type PushCertificateView = z.infer<typeof pushCertificate>;

/** A certificate with its key. */
export const pushCertificateUpload = z
  .strictObject({
    certificatePem: z.string().max(64 * 1024),
    keyPem: z
      .string()
      .max(16 * 1024)
      .meta({ format: 'password' }),
    passphrase: z.string().max(1024).optional().meta({ format: 'password' }),
  })
  .meta({ id: 'PushCertificateUpload' });

const noun = 'push-certificate';
const path = '/api/v1/push-certificate';

/** What may be asked about the push certificate. */
export const pushCertificateOperations = {
  getPushCertificate: {
    method: 'GET',
    path,
    noun,
    summary: 'Shows the push certificate in use',
    response: pushCertificate,
    role: 'auditor',
    refusals: ['push_certificate_not_found'],
  },
  importPushCertificate: {
    method: 'PUT',
    path,
    noun,
    summary: 'Takes in a push certificate, or its renewal',
    body: pushCertificateUpload,
    response: pushCertificate,
    role: 'admin',
    refusals: [
      'certificate_malformed',
      'certificate_expired',
      'push_key_unreadable',
      'push_key_mismatch',
      'push_topic_missing',
      'push_topic_changed',
    ],
  },
} as const satisfies Record<string, Operation>;
