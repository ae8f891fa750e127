/**
 * Enrollment: what answers a Mac in Setup Assistant that Apple sent here. The feature owns enrollment addresses, what a Mac
 * has to do before it may enroll, and the enrollment profile. It does not own the plan, identities, people, nor what a
 * Mac says once it is enrolled.
 */
import type { FastifyInstance } from 'fastify';
import type { User } from '#server/directory/directory.ts';
import { Budget } from '#server/http/budget.ts';
import type { EnrollmentContext } from './context.ts';
import { renderRenewalProfile } from './deliver-profile.ts';
import { openEnrollmentKey, resealEnrollmentKey } from './enrollment-key.ts';
import type { EnrollmentPorts } from './enrollment-ports.ts';
import { enrollmentUrl, webEnrollmentUrl } from './enrollment-urls.ts';
import { exportProfile, type ProfileExport, type ProfileExportWish } from './export-profile.ts';
import { mountEnrollment } from './routes.ts';
import { removeAccessTokens } from './stores/access-tokens.ts';
import { removeAttempts } from './stores/attempts.ts';
import { findPerson } from './stores/people.ts';

/** The feature at work. */
export interface EnrollmentFeature {
  /** Where the Mac of a serial number posts its machine information to; always the same. */
  enrollmentUrlFor(serialNumber: string): Promise<string>;
  /** Where it opens a web view instead (`configuration_web_url`); always the same. */
  webUrlFor(serialNumber: string): Promise<string>;
  /** Where any Mac of the organisation posts its machine information to. */
  organisationUrl(): Promise<string>;
  /** An unsigned profile that so many Macs may install by hand. */
  exportProfile(wish: ProfileExportWish, actor: string): Promise<ProfileExport>;
  /** The profile that renews the identity of an enrolled Mac; undefined while there is no push certificate. */
  renewalProfileFor(mac: {
    readonly enrollmentId: string;
    readonly serialNumber: string;
    readonly productName: string | undefined;
    readonly osVersion: string | undefined;
  }): Promise<Uint8Array | undefined>;
  /** Who signed in when the Mac enrolled last, if anybody did and is still there. */
  personOf(serialNumber: string): Promise<User | undefined>;
  mount(app: FastifyInstance): void;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

/** Refusals of one network address that are written down, and in how many seconds as many more. */
const refusalsWritten = { burst: 60, perSeconds: 300 };

/** How long what has ended is kept, so that a Mac is told that it ended and not that it is wrong. */
const keptAfterEnd = 7 * 86_400_000;

/** Opens the feature: reads the key of its addresses, making it on first run. */
export async function openEnrollment(ports: EnrollmentPorts): Promise<EnrollmentFeature> {
  const key = await openEnrollmentKey(ports);
  const { database, clock } = ports;
  const enrollment: EnrollmentContext = {
    ports,
    key,
    refusalBudget: new Budget(refusalsWritten, clock),
  };
  const { publicUrl } = ports.settings;
  return {
    enrollmentUrlFor: async (serialNumber) => enrollmentUrl(publicUrl, key, { kind: 'mac', serialNumber }),
    webUrlFor: async (serialNumber) => webEnrollmentUrl(publicUrl, key, { kind: 'mac', serialNumber }),
    organisationUrl: async () => enrollmentUrl(publicUrl, key, { kind: 'organisation' }),
    exportProfile: (wish, actor) => exportProfile(enrollment, wish, actor),
    renewalProfileFor: ({ enrollmentId, serialNumber, productName = '', osVersion }) =>
      renderRenewalProfile(enrollment, {
        SERIAL: serialNumber,
        UDID: enrollmentId,
        PRODUCT: productName,
        ...(osVersion === undefined ? {} : { OS_VERSION: osVersion }),
      }),
    personOf: async (serialNumber) => {
      const userId = await findPerson(database, serialNumber);
      const user = userId === undefined ? undefined : await ports.people.userById(userId);
      return user?.state === 'active' ? user : undefined;
    },
    mount: (app) => mountEnrollment(app, enrollment),
    keepHouse: () =>
      database.write(async (writer) => {
        const before = clock.now() - keptAfterEnd;
        await removeAttempts(writer, before);
        await removeAccessTokens(writer, before);
      }),
    reseal: () => resealEnrollmentKey(database, ports.sealer),
  };
}

export { hasAppleSilicon } from './apple-silicon.ts';
export type {
  EnrollmentPlans,
  EnrollmentPorts,
  EnrollmentSettings,
  IdentityMinting,
  RequiredApplication,
  SetupSignIn,
  SetupSignIns,
} from './enrollment-ports.ts';
