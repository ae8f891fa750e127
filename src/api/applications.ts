/** Applications: the signed packages that Macs install by device management. */
import { z } from 'zod';
import { reference, time } from './members.ts';
import type { Operation } from './operation.ts';

/** A package, by what is in it. */
export const application = z
  .object({
    id: z.string(),
    fileName: z.string(),
    applications: z.array(
      z.object({
        bundleIdentifier: z.string(),
        name: z.string(),
        bundleVersion: z.string().describe('`CFBundleVersion`.'),
        version: z.string().nullable().describe('`CFBundleShortVersionString`.'),
        extensionIdentifiers: z.array(z.string()).describe('Of the single sign-on extensions inside.'),
        isUnread: z
          .boolean()
          .describe('The payload is not looked into: its app extensions are listed, as far as the package does that.'),
      }),
    ),
    teamIdentifier: z.string().nullable(),
    signer: z.string().describe('Name of the signer’s certificate. Whether it is trusted, each Mac decides.'),
    size: z.number().int().describe('Bytes.'),
    sha256: z.string().describe('Of the whole file, hexadecimal.'),
    isDemonstration: z.boolean().describe('Made by this server, for virtual Macs only.'),
    importedAt: time,
    importedBy: z.string(),
  })
  .meta({ id: 'Application' });

/** A package, by what is in it. */
export type Application = z.infer<typeof application>;

const imported = z
  .object({ outcome: z.enum(['imported', 'already']).describe('`already`: the same file was here.'), application })
  .meta({ id: 'ApplicationImport' });

const params = z.object({ application: reference.describe('Id.') });
const noun = 'applications';

/** What may be asked about packages. */
export const applicationOperations = {
  listApplications: {
    method: 'GET',
    path: '/api/v1/applications',
    noun,
    summary: 'Lists the packages that Macs may install, the newest first',
    response: z.object({ items: z.array(application) }),
    role: 'auditor',
    refusals: [],
  },
  importApplication: {
    method: 'POST',
    path: '/api/v1/applications',
    noun,
    summary: 'Takes in a signed product archive with an application',
    upload: true,
    response: imported,
    status: 201,
    role: 'admin',
    refusals: [
      'archive_malformed',
      'archive_too_large',
      'archive_damaged',
      'archive_not_signed',
      'archive_signature_invalid',
      'archive_is_component',
      'archive_without_application',
      'application_too_large',
      'application_import_busy',
    ],
  },
  makeDemonstrationApplication: {
    method: 'POST',
    path: '/api/v1/applications/demonstration',
    noun,
    summary: 'Makes the package of the demonstration, which virtual Macs install and no other',
    response: imported,
    role: 'admin',
    refusals: ['application_demonstration_refused'],
  },
  getApplication: {
    method: 'GET',
    path: '/api/v1/applications/{application}',
    noun,
    summary: 'Shows a package',
    params,
    response: application,
    role: 'auditor',
    refusals: ['application_not_found'],
  },
  removeApplication: {
    method: 'DELETE',
    path: '/api/v1/applications/{application}',
    noun,
    summary: 'Takes a package away; Macs that have it keep it',
    params,
    role: 'admin',
    refusals: ['application_not_found'],
  },
} as const satisfies Record<string, Operation>;
