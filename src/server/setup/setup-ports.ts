import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { AdeFeature } from '#server/ade/feature.ts';
import type { Applications } from '#server/applications/feature.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Management } from '#server/mdm/management.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import type { SignInPlans } from '#server/sign-in-plan/feature.ts';
import type { Database } from '#server/store/database.ts';
import type { SetupSettings } from './course.ts';

/** What setup needs. */
export interface SetupPorts {
  readonly settings: SetupSettings;
  /** Migrated. */
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly management: Pick<
    Management,
    'enqueue' | 'withdraw' | 'enrollment' | 'enrollmentBySerialNumber' | 'declarationsChanged' | 'status'
  >;
  readonly plans: Pick<SignInPlans, 'current' | 'renderingFor' | 'setupCommandsFor' | 'deliveryFor' | 'declarationFor'>;
  readonly applications: Pick<Applications, 'packageFor' | 'manifestUrl' | 'rootPayloads'>;
  readonly platformSso: Pick<PlatformSsoAdministration, 'device' | 'unregisterDevice'>;
  readonly ade: Pick<AdeFeature, 'device'>;
  /** Who signed in before the Mac enrolled. */
  readonly personOf: (
    serialNumber: string,
  ) => Promise<{ readonly fullName: string; readonly accountName: string } | undefined>;
  /** Further payloads that come first, such as roots and networks. */
  readonly firstPayloads: () => Promise<readonly PlistDictionary[]>;
  readonly signProfile: (profile: Uint8Array) => Uint8Array;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told of faults that no answer tells of. */
  readonly onFault: (error: unknown) => void;
}
