/** The first plan, from a few answers: what a careful administrator would begin with. */
import type { Application } from '#api/applications.ts';
import type { PlanMethod } from '#api/plan-parts.ts';
import { methodsSince } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { signInPlan } from '#api/sign-in-plan.ts';
import type { PlanObject } from '../draft/plan-object.ts';

/** What is asked. */
export interface FirstAnswers {
  readonly organisation: string;
  readonly accountDisplayName: string;
  readonly method: PlanMethod;
  /** The oldest macOS of Macs that enroll. */
  readonly oldest: string;
  /** Whether new Macs come out of the box by Automated Device Enrollment. */
  readonly isOutOfBox: boolean;
  readonly application: {
    readonly teamIdentifier: string;
    readonly bundleIdentifier: string;
    readonly extensionIdentifier: string;
    readonly package?: { readonly file: string; readonly bundleVersion: string; readonly signed: true };
  };
}

/** Whether a method is for every Mac of the answers. */
function needsFallback({ method, oldest }: Pick<FirstAnswers, 'method' | 'oldest'>): boolean {
  const least = parseMacosVersion(oldest);
  return least === undefined || !isAtLeast(least, methodsSince[method]);
}

/**
 * The plan. One sign-in from "Hello" to the desktop where every Mac can do that: macOS 26 and the app as a package.
 * @param origin of this server
 */
export function firstPlan(answers: FirstAnswers, origin: string): PlanObject {
  const { organisation, accountDisplayName, method, oldest, isOutOfBox, application } = answers;
  const hasSetup = isAtLeast(parseMacosVersion(oldest) ?? [13, 0, 0], [26, 0, 0]);
  const isFirst = isOutOfBox && hasSetup && application.package !== undefined;
  return signInPlan.parse({
    organisation: organisation.trim() || 'Our organisation',
    accountDisplayName: accountDisplayName.trim() || organisation.trim() || 'Our organisation',
    method,
    ...(needsFallback(answers) ? { fallback: { method: 'Password' } } : {}),
    urls: [`${origin}/`],
    associatedDomains: [{ host: new URL(origin).host }],
    application: { ...application, bundleIdentifier: application.bundleIdentifier },
    registration: { duringSetup: isFirst },
    accounts: method === 'UserSecureEnclaveKey' && isFirst ? { newUserAuthenticationMethods: ['Password'] } : {},
    ...(method === 'OpenID' ? { webLogin: { urlAllowList: [origin] } } : {}),
    setup: {
      minimumMacos: oldest,
      requirePlatformSso: isFirst,
      signInPage: isOutOfBox && !isFirst,
    },
  });
}

/** The app of a package, as a plan names it. */
export function applicationOf(found: Application): FirstAnswers['application'] | undefined {
  const app = found.applications.find(({ extensionIdentifiers }) => extensionIdentifiers.length > 0);
  const extension = app?.extensionIdentifiers[0];
  if (app === undefined || extension === undefined) return undefined;
  return {
    teamIdentifier: found.teamIdentifier ?? '',
    bundleIdentifier: app.bundleIdentifier,
    extensionIdentifier: extension,
    package: { file: found.fileName, bundleVersion: app.bundleVersion, signed: true },
  };
}
