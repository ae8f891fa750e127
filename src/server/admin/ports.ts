import type { Clock } from '#runtime/clock.ts';
import type { AdeFeature } from '#server/ade/feature.ts';
import type { Alerts } from '#server/alerts/feature.ts';
import type { Applications } from '#server/applications/feature.ts';
import type { Audit } from '#server/audit/audit.ts';
import type { AuthenticatorFeature } from '#server/authenticator/feature.ts';
import type { Branding } from '#server/branding/feature.ts';
import type { ConsoleSessions } from '#server/console/feature.ts';
import type { DeviceIdentities } from '#server/authority/device-identities/device-identities.ts';
import type { DeviceAttestations } from '#server/device-attestations/feature.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { DirectoryAdministration } from '#server/directory/directory-administration.ts';
import type { Doctor } from '#server/doctor/feature.ts';
import type { EnrollmentFeature } from '#server/enrollment/feature.ts';
import type { Factors } from '#server/factors/feature.ts';
import type { MacStandings } from '#server/mac-standing/feature.ts';
import type { Management } from '#server/mdm/management.ts';
import type { OpenIdFeature } from '#server/openid/feature.ts';
import type { Passkeys } from '#server/passkeys/feature.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import type { Policy } from '#server/policy/feature.ts';
import type { SetupFeature } from '#server/setup/feature.ts';
import type { SignInPlans } from '#server/sign-in-plan/feature.ts';
import type { AdminAccess } from './access/access.ts';
import type { AttemptBudget } from './access/attempt-budget.ts';

/** What the administration interface stands on. */
export interface AdminPorts {
  readonly directory: Directory & DirectoryAdministration;
  readonly enrollment: Pick<EnrollmentFeature, 'enrollmentUrlFor' | 'webUrlFor' | 'organisationUrl' | 'exportProfile'>;
  readonly factors: Pick<Factors, 'oneTimeCodes' | 'recoveryCodes' | 'temporaryPasses' | 'forget'>;
  readonly authenticators: AuthenticatorFeature;
  readonly platformSso: PlatformSsoAdministration;
  /** `sessions`: of every feature that keeps sessions of browsers. */
  readonly openid: Pick<OpenIdFeature, 'clients' | 'sessions' | 'endSessionsOf' | 'grantsOf' | 'countSessionsOfMac'>;
  readonly passkeys: Pick<Passkeys, 'list' | 'remove' | 'removeAllOf' | 'policy' | 'setPolicy'>;
  readonly management: Management;
  readonly signInPlans: SignInPlans;
  readonly policy: Policy;
  readonly branding: Pick<Branding, 'current' | 'change' | 'reset'>;
  readonly ade: AdeFeature;
  readonly alerts: Alerts;
  readonly applications: Applications;
  readonly identities: DeviceIdentities;
  readonly setup: SetupFeature;
  readonly macStandings: MacStandings;
  readonly attestations: Pick<DeviceAttestations, 'ask' | 'latest'>;
  readonly doctor: Doctor;
  readonly audit: Audit;
  readonly access: AdminAccess;
  readonly console: Pick<ConsoleSessions, 'recognise' | 'end'>;
  readonly clock: Clock;
  readonly attempts: AttemptBudget;
  /** What the server says of itself. */
  readonly about: { readonly organisation: string; readonly issuer: string; readonly version: string };
  /** Makes a new version of the master key and seals everything anew; says what came of it. */
  readonly masterKey: { rotate(actor: string): Promise<{ version: number; resealed: number }> };
}
