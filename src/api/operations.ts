/** The whole contract: every operation of the administration interface by its name. */
import type { z } from 'zod';
import { activityOperations } from './activity.ts';
import { adeOperations } from './ade.ts';
import { alertOperations } from './alerts.ts';
import { applicationOperations } from './applications.ts';
import { auditOperations } from './audit.ts';
import { authenticatorOperations } from './authenticators.ts';
import { brandingOperations } from './branding.ts';
import { clientOperations } from './clients.ts';
import { commandOperations } from './commands.ts';
import { deviceOperations } from './devices.ts';
import { doctorOperations } from './doctor.ts';
import { enrollmentProfileOperations } from './enrollment-profile.ts';
import { enrollmentOperations } from './enrollments.ts';
import { factorOperations } from './factors.ts';
import { groupOperations } from './groups.ts';
import { identityOperations } from './identities.ts';
import { keyOperations } from './keys.ts';
import { macOperations } from './macs.ts';
import type { Operation } from './operation.ts';
import { sessionOperations } from './sessions.ts';
import { passkeyOperations } from './passkeys.ts';
import { planPreviewOperations } from './plan-previews.ts';
import { policyOperations } from './policy.ts';
import { pushCertificateOperations } from './push-certificate.ts';
import { registrationOperations } from './registrations.ts';
import { signInOperations } from './sign-in.ts';
import { signInPlanOperations } from './sign-in-plan.ts';
import { smartCardOperations } from './smart-cards.ts';
import { statusOperations } from './status.ts';
import { userOperations } from './users.ts';

/** The table. Names are the `operationId` of the OpenAPI document and the methods of the client. */
export const operations = {
  ...signInOperations,
  ...statusOperations,
  ...alertOperations,
  ...userOperations,
  ...sessionOperations,
  ...factorOperations,
  ...authenticatorOperations,
  ...groupOperations,
  ...macOperations,
  ...deviceOperations,
  ...registrationOperations,
  ...enrollmentOperations,
  ...enrollmentProfileOperations,
  ...commandOperations,
  ...pushCertificateOperations,
  ...signInPlanOperations,
  ...planPreviewOperations,
  ...policyOperations,
  ...brandingOperations,
  ...applicationOperations,
  ...clientOperations,
  ...passkeyOperations,
  ...smartCardOperations,
  ...adeOperations,
  ...identityOperations,
  ...doctorOperations,
  ...keyOperations,
  ...auditOperations,
  ...activityOperations,
} as const satisfies Record<string, Operation>;

/** The table's type. */
export type Operations = typeof operations;

/** The name of an operation. */
export type OperationName = keyof Operations;

/** Every operation with its name, in the table's order. */
export const operationEntries = Object.entries(operations) as readonly (readonly [OperationName, Operation])[];

type Part<Row, Member extends 'params' | 'query' | 'body', Direction extends 'input' | 'output'> = Row extends {
  readonly [Name in Member]: infer Schema extends z.ZodType;
}
  ? { readonly [Name in Member]: Direction extends 'input' ? z.input<Schema> : z.output<Schema> }
  : unknown;

/** What a caller gives: `params`, `query` and `body`, as far as the operation has them. */
export type OperationInput<Name extends OperationName> = Part<Operations[Name], 'params', 'input'> &
  (Part<Operations[Name], 'query', 'input'> extends { readonly query: infer Query }
    ? { readonly query?: Query }
    : unknown) &
  Part<Operations[Name], 'body', 'input'> &
  (Operations[Name] extends { readonly upload: true } ? { readonly upload: Uint8Array } : unknown);

/** What a handler gets: the same after parsing, defaults filled in. */
export type OperationRequest<Name extends OperationName> = Part<Operations[Name], 'params', 'output'> &
  Part<Operations[Name], 'query', 'output'> &
  Part<Operations[Name], 'body', 'output'> &
  (Operations[Name] extends { readonly upload: true } ? { readonly upload: AsyncIterable<Uint8Array> } : unknown);

/** What a success answers; undefined for status 204. */
export type OperationResponse<Name extends OperationName> = Operations[Name] extends {
  readonly response: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;
