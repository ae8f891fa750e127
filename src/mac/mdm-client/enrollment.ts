/**
 * Enrolling: the identity named by the profile is got, the Mac introduces itself with it, and says how to push. A profile of
 * the same identifier on an enrolled Mac renews: it gets a new identity, or everything stays as it was.
 * Source: Apple, "Implementing device management" (Authenticate, TokenUpdate) and "Updating the MDM profile".
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { obtainIdentity } from '../device-identity/obtain-identity.ts';
import { reachApple } from '../apple-services/reach-apple.ts';
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { ProfileError, requiredString } from '../profile-store/payload-reader.ts';
import { authenticate, tokenUpdate } from './check-in.ts';
import type { ManagementState, PushRegistration } from './management-state.ts';
import { type EnrollmentPayloads, checkImmutable } from './mdm-payload.ts';
import type { Delivery } from './send.ts';

/** Whether the Mac came to the profile by Automated Device Enrollment, and so waits in Setup Assistant where it is told to. */
export interface EnrollmentCourse {
  readonly automated: boolean;
  readonly awaitsConfiguration: boolean;
  /** `is_mdm_removable` of the enrollment profile. */
  readonly removable: boolean;
}

/**
 * Enrolls or renews.
 * @throws {ProfileError} `immutable_changed`, `identity_refused`, `enrollment_refused`, `not_permitted`
 */
export async function enroll(
  mac: MacParts,
  content: JsonObject,
  payloads: EnrollmentPayloads,
  course: EnrollmentCourse,
): Promise<void> {
  const profileIdentifier = requiredString(content, 'PayloadIdentifier');
  const before = mac.state.management;
  if (before && before.profileIdentifier !== profileIdentifier) {
    throw new ProfileError('not_permitted', 'This Mac is managed by an organisation already.');
  }
  if (before) checkImmutable(before.settings, payloads.settings);
  try {
    const management = await newEnrollment(mac, profileIdentifier, payloads, before, course);
    mac.state.management = management;
    accepted(await authenticate(mac, management), 'Authenticate');
    accepted(await tokenUpdate(mac, management, undefined, management.device), 'TokenUpdate');
    management.enrolled = true;
  } catch (error) {
    mac.state.management = before;
    if (error instanceof PlatformSsoError) throw new ProfileError('enrollment_refused', error.message);
    throw error;
  }
}

async function newEnrollment(
  mac: MacParts,
  profileIdentifier: string,
  payloads: EnrollmentPayloads,
  before: ManagementState | undefined,
  course: EnrollmentCourse,
): Promise<ManagementState> {
  const { settings } = payloads;
  const identity = await obtainIdentity(mac, payloads.identity);
  const device = before?.device ?? (await pushRegistration(mac, settings.topic));
  return {
    profileIdentifier,
    settings,
    identity,
    automated: before?.automated ?? course.automated,
    removalDisallowed: before?.removalDisallowed ?? !course.removable,
    enrolled: false,
    awaitingConfiguration: before ? before.awaitingConfiguration : course.awaitsConfiguration,
    device,
    users: before?.users ?? {},
    unsent: before?.unsent ?? [],
    pendingPackages: before?.pendingPackages ?? [],
    // Authenticate starts over: the server may have forgotten the token, so the next login hands it over again.
    bootstrapToken: before?.bootstrapToken && { ...before.bootstrapToken, escrowed: false },
    declarations: before?.declarations,
  };
}

/**
 * Where there is no Apple, a token of its own making: such a Mac connects only when somebody makes it.
 * @throws {PlatformSsoError} `offline`, `unreachable`
 */
export async function pushRegistration(mac: MacParts, topic: string): Promise<PushRegistration> {
  const token = await reachApple(mac, (apple) => apple.registerForPush(topic));
  return { token: toBase64(token ?? mac.ports.random.bytes(32)), magic: mac.uuid() };
}

function accepted(delivery: Delivery, message: string): void {
  if (delivery.kind === 'taken') return;
  const why =
    delivery.kind === 'refused' ? `answers ${message} with status ${delivery.status}` : 'does not know this Mac';
  throw new ProfileError('enrollment_refused', `The server ${why}.`);
}
