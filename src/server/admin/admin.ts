/**
 * The administration interface over HTTP: who may ask, whether the question is well formed, and how the answer looks.
 * What is asked about belongs to the features behind it. It is driven by the table of `#api/operations.ts`.
 */
import type { FastifyInstance } from 'fastify';
import type { OperationName } from '#api/operations.ts';
import type { Handlers } from './answer.ts';
import { mountDocuments } from './documents.ts';
import { adeHandlers } from './operations/ade.ts';
import { alertHandlers } from './operations/alerts.ts';
import { applicationHandlers } from './operations/applications.ts';
import { auditHandlers } from './operations/audit.ts';
import { authenticatorHandlers } from './operations/authenticators.ts';
import { brandingHandlers } from './operations/branding.ts';
import { clientHandlers } from './operations/clients.ts';
import { deviceHandlers } from './operations/devices.ts';
import { doctorHandlers } from './operations/doctor.ts';
import { enrollmentProfileHandlers } from './operations/enrollment-profile.ts';
import { endingHandlers } from './operations/endings.ts';
import { factorHandlers } from './operations/factors.ts';
import { groupHandlers } from './operations/groups.ts';
import { managementHandlers } from './operations/management.ts';
import { identityHandlers } from './operations/identities.ts';
import { macHandlers } from './operations/macs.ts';
import { passkeyHandlers } from './operations/passkeys.ts';
import { planPreviewHandlers } from './operations/plan-previews.ts';
import { policyHandlers } from './operations/policy.ts';
import { serverHandlers } from './operations/server.ts';
import { signInPlanHandlers } from './operations/sign-in-plan.ts';
import { signInHandlers } from './operations/sign-in.ts';
import { smartCardHandlers } from './operations/smart-cards.ts';
import { userHandlers } from './operations/users.ts';
import type { AdminPorts } from './ports.ts';
import { mountOperations } from './routes.ts';

/** Mounts everything under `/api`, in a scope of its own: its errors and headers touch no other route. */
export function mountAdmin(app: FastifyInstance, ports: AdminPorts): void {
  const handlers: Handlers<OperationName> = {
    ...signInHandlers(ports),
    ...userHandlers(ports),
    ...endingHandlers(ports),
    ...factorHandlers(ports),
    ...authenticatorHandlers(ports),
    ...enrollmentProfileHandlers(ports),
    ...groupHandlers(ports),
    ...macHandlers(ports),
    ...deviceHandlers(ports),
    ...managementHandlers(ports),
    ...smartCardHandlers(ports),
    ...signInPlanHandlers(ports),
    ...planPreviewHandlers(ports),
    ...policyHandlers(ports),
    ...brandingHandlers(ports),
    ...adeHandlers(ports),
    ...alertHandlers(ports),
    ...applicationHandlers(ports),
    ...clientHandlers(ports),
    ...passkeyHandlers(ports),
    ...identityHandlers(ports),
    ...doctorHandlers(ports),
    ...serverHandlers(ports),
    ...auditHandlers(ports),
  };
  app.register(
    async (scope) => {
      mountOperations(scope, ports, handlers);
      mountDocuments(scope);
    },
    { prefix: '/api' },
  );
}

export type { AdminPorts } from './ports.ts';
