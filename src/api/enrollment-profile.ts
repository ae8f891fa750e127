/** How Macs come to enroll without Apple's help: addresses, and a profile that is installed by hand. */
import { z } from 'zod';
import { serialNumber } from './devices.ts';
import { actionResult, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

const noun = 'enrollments';

/** An enrollment profile that was exported; its content is not kept. */
export const exportedProfile = z
  .object({
    id: z.string(),
    macs: z.number().int().describe('How many Macs may enroll with it.'),
    macsLeft: z.number().int().describe('How many more.'),
    createdBy: z.string(),
    createdAt: time,
    expiresAt: time,
    revokedAt: timeOrNever,
  })
  .meta({ id: 'ExportedEnrollmentProfile' });

/** An enrollment profile that was exported. */
export type ExportedProfile = z.infer<typeof exportedProfile>;

const params = z.object({ profile: reference.describe('Id of an exported profile.') });

/** What may be asked about ways in. */
export const enrollmentProfileOperations = {
  getEnrollmentAddress: {
    method: 'GET',
    path: '/api/v1/enrollment-address',
    noun,
    summary: 'Says where a Mac posts its machine information to: one of its own, or any of the organisation',
    query: z.strictObject({ serialNumber: serialNumber.optional() }),
    response: z
      .object({
        url: z.url().describe('`url` of the enrollment profile of Automated Device Enrollment.'),
        webUrl: z.url().nullable().describe('`configuration_web_url`; of one Mac only.'),
      })
      .meta({ id: 'EnrollmentAddress' }),
    role: 'admin',
    refusals: [],
  },
  exportEnrollmentProfile: {
    method: 'POST',
    path: '/api/v1/enrollment-profile',
    noun,
    summary: 'Makes an unsigned enrollment profile that so many Macs may install by hand',
    body: z
      .strictObject({
        macs: z.number().int().min(1).max(100_000).default(1).describe('How many Macs may enroll with it.'),
        days: z.number().int().min(1).max(365).default(7).describe('How long it lasts.'),
      })
      .meta({ id: 'ExportEnrollmentProfileRequest' }),
    response: z
      .object({
        id: z.string().describe('Names it to those who list or revoke it.'),
        fileName: z.string(),
        contentType: z.literal('application/x-apple-aspen-config'),
        content: z.base64(),
      })
      .meta({ id: 'EnrollmentProfileFile' }),
    role: 'admin',
    refusals: ['push_certificate_not_found', 'enrollment_profile_unattested'],
  },
  listEnrollmentProfiles: {
    method: 'GET',
    path: '/api/v1/enrollment-profiles',
    noun,
    summary: 'Lists exported enrollment profiles, the newest first',
    response: z.object({ items: z.array(exportedProfile) }).meta({ id: 'ExportedEnrollmentProfileList' }),
    role: 'auditor',
    refusals: [],
  },
  revokeEnrollmentProfile: {
    method: 'POST',
    path: '/api/v1/enrollment-profiles/{profile}/revoke',
    noun,
    summary: 'Revokes an exported enrollment profile; Macs that enrolled with it stay enrolled',
    params,
    response: actionResult,
    role: 'admin',
    refusals: ['enrollment_profile_not_found'],
  },
} as const satisfies Record<string, Operation>;
