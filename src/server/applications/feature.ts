/**
 * The collection of packages that Macs install by device management. The feature owns packages, what is in them, and the
 * addresses that they are loaded from. Which Mac gets which package, and whether it came to be there, others decide.
 */
import type { FastifyInstance } from 'fastify';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { ApplicationPorts } from './application-ports.ts';
import { makeDemonstrationPackage } from './demonstration.ts';
import type { HostedApplication, HostedPackage } from './hosted-package.ts';
import { type ImportOutcome, PackageImport } from './import-package.ts';
import { forgetLinks, makeLink } from './links.ts';
import { deleteAbandoned, deletePackage, findPackage, listPackages } from './package-store.ts';
import { rootPayload } from './root-payload.ts';
import { mountApplications } from './routes.ts';

/** The extension that a package is wanted for. */
export interface WantedExtension {
  /** Of the application around it. */
  readonly bundleIdentifier: string;
  readonly extensionIdentifier: string;
  readonly teamIdentifier: string;
}

/** The feature at work. */
export interface Applications {
  /** Reads a package from its parts, proves it and keeps it. */
  import(parts: AsyncIterable<Uint8Array>, actor: string): Promise<ImportOutcome>;
  /** Makes the demonstration's package, unless there is one. For virtual Macs only; undefined off a laboratory. */
  demonstration(actor: string): Promise<ImportOutcome | undefined>;
  /** The newest first. */
  list(): Promise<readonly HostedPackage[]>;
  show(id: string): Promise<HostedPackage | undefined>;
  remove(id: string, actor: string): Promise<{ readonly kind: 'done' | 'not-found' }>;
  /** The newest package of a team with an extension; one that was not looked into counts where it has the application. */
  packageFor(wanted: WantedExtension): Promise<HostedPackage | undefined>;
  /**
   * A new address of a package's manifest, that ends after its life (one day unless given).
   * @returns undefined when there is no such package
   */
  manifestUrl(packageId: string, options?: { readonly lifeSeconds?: number }): Promise<string | undefined>;
  /** Payloads of the roots that a package's signer needs on the Mac: none, but for the demonstration's. */
  rootPayloads(hosted: HostedPackage): readonly PlistDictionary[];
  /** `/applications/...` */
  mount(app: FastifyInstance): void;
  /** Forgets what has ended; to be called now and then. */
  keepHouse(): Promise<void>;
}

const hour = 3_600_000;

/** Puts the feature together. */
export function createApplications(ports: ApplicationPorts): Applications {
  const { database, clock } = ports;
  const intake = new PackageImport(ports);
  let keptAt = 0;
  return {
    import: (parts, actor) => intake.fromParts(parts, actor),
    demonstration: (actor) => demonstration(ports, intake, actor),
    list: () => listPackages(database),
    show: (id) => findPackage(database, id),
    remove: (id, actor) => remove(ports, id, actor),
    packageFor: async (wanted) =>
      (await listPackages(database)).find(
        ({ teamIdentifier, applications }) =>
          teamIdentifier === wanted.teamIdentifier && applications.some((one) => mayHave(one, wanted)),
      ),
    manifestUrl: async (packageId, { lifeSeconds = 86_400 } = {}) => {
      if ((await findPackage(database, packageId)) === undefined) return undefined;
      return `${ports.publicUrl}/applications/${await makeLink(ports, packageId, lifeSeconds)}/manifest.plist`;
    },
    rootPayloads: ({ demonstrationRoot }) => {
      const root = demonstrationRoot === undefined ? undefined : fromBase64(demonstrationRoot);
      return root === undefined ? [] : [rootPayload(root)];
    },
    mount: (app) => mountApplications(app, ports),
    keepHouse: async () => {
      const now = clock.now();
      if (now - keptAt < hour) return;
      keptAt = now;
      await database.write(async (writer) => {
        await forgetLinks(writer, now);
        await deleteAbandoned(writer, now - hour);
      });
    },
  };
}

async function demonstration(ports: ApplicationPorts, intake: PackageImport, actor: string) {
  if (!ports.isLaboratory) {
    const code = 'application_demonstration_refused';
    ports.audit.record({ type: 'applications.import.refused', outcome: 'refused', code, actor });
    return undefined;
  }
  const before = (await listPackages(ports.database)).find(({ demonstrationRoot }) => demonstrationRoot !== undefined);
  if (before !== undefined) return { kind: 'already', hosted: before } as const;
  const { bytes, root } = await makeDemonstrationPackage(ports);
  return intake.made(bytes, actor, toBase64(root));
}

function remove({ database, clock }: ApplicationPorts, id: string, actor: string) {
  return database.write(async (writer) => {
    if (!(await deletePackage(writer, id))) return { kind: 'not-found' } as const;
    const detail = { application: id };
    appendAudit(writer, clock.now(), [{ type: 'applications.package.removed', outcome: 'changed', actor, detail }]);
    return { kind: 'done' } as const;
  });
}

function mayHave({ extensionIdentifiers, bundleIdentifier, isUnread }: HostedApplication, wanted: WantedExtension) {
  return (
    extensionIdentifiers.includes(wanted.extensionIdentifier) ||
    (isUnread === true && bundleIdentifier === wanted.bundleIdentifier)
  );
}

export type { ApplicationPorts } from './application-ports.ts';
export { fileNameOf, type HostedApplication, type HostedPackage } from './hosted-package.ts';
export type { ImportOutcome, ImportRefusal } from './import-package.ts';
