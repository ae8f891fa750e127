import type { Application, applicationOperations } from '#api/applications.ts';
import { timeOf } from '#api/members.ts';
import { fileNameOf, type HostedPackage, type ImportOutcome } from '#server/applications/feature.ts';
import { deletionAnswer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Packages for Macs. */
export function applicationHandlers({ applications }: AdminPorts): Handlers<keyof typeof applicationOperations> {
  return {
    listApplications: async () => done({ items: (await applications.list()).map(wireOf) }),
    importApplication: async ({ upload, caller }) => importAnswer(await applications.import(upload, caller.actor)),
    makeDemonstrationApplication: async ({ caller }) => {
      const outcome = await applications.demonstration(caller.actor);
      return outcome === undefined ? refused('application_demonstration_refused') : importAnswer(outcome);
    },
    getApplication: async ({ params }) => {
      const hosted = await applications.show(params.application);
      return hosted === undefined ? refused('application_not_found') : done(wireOf(hosted));
    },
    removeApplication: async ({ params, caller }) =>
      deletionAnswer(await applications.remove(params.application, caller.actor), 'application_not_found'),
  };
}

function importAnswer(outcome: ImportOutcome) {
  if (outcome.kind === 'refused') return refused(outcome.code, { adminDescription: outcome.message });
  return done({ outcome: outcome.kind, application: wireOf(outcome.hosted) });
}

function wireOf(hosted: HostedPackage): Application {
  return {
    id: hosted.id,
    fileName: fileNameOf(hosted),
    applications: hosted.applications.map(({ extensionIdentifiers, version, isUnread = false, ...rest }) => ({
      ...rest,
      version: version ?? null,
      extensionIdentifiers: [...extensionIdentifiers],
      isUnread,
    })),
    teamIdentifier: hosted.teamIdentifier ?? null,
    signer: hosted.signer,
    size: hosted.size,
    sha256: hosted.sha256,
    isDemonstration: hosted.demonstrationRoot !== undefined,
    importedAt: timeOf(hosted.importedAt),
    importedBy: hosted.importedBy,
  };
}
