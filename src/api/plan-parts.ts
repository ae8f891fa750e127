/** Parts of a sign-in plan that stand for themselves: versions, methods, policies, the part for Setup Assistant. */
import { z } from 'zod';
import { line } from './members.ts';

/** A version of macOS, such as `15`, `26.1` or `15.7.1`. */
export const macosVersion = z
  .string()
  .regex(/^\d{2}(?:\.\d{1,2}){0,2}$/, 'must be a version such as 26 or 26.1')
  .meta({ id: 'MacosVersion', examples: ['26.1'] });

/** How people sign in, in Apple's words. `OpenID` needs macOS 27, `SmartCard` 14, the others 13. */
export const planMethod = z
  .enum(['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'])
  .meta({ id: 'PlanMethod' });

/** How people sign in, in Apple's words. */
export type PlanMethod = z.infer<typeof planMethod>;

/** Words of the policies for FileVault and for the login window. The last three need macOS 27, the others 15. */
export const policyWord = z.enum([
  'AttemptAuthentication',
  'RequireAuthentication',
  'AllowOfflineGracePeriod',
  'AllowAuthenticationGracePeriod',
  'RequireTouchID',
  'RequireTouchIDOrWatch',
  'AllowOpenIDForTouchIDFallback',
]);

/** Words of the policy for the lock screen. */
export const unlockPolicyWord = z.enum([...policyWord.options, 'AllowTouchIDOrWatchForUnlock']);

/** Any word of any policy. */
export type PolicyWord = z.infer<typeof unlockPolicyWord>;

const deepest = 16;
// What XML can hold, and JSON too: tabs and line ends are text, other control characters are not.
const textOnly = /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}\uFFFE\uFFFF])*$/u;

/** Whether JSON can be written as a property list, but for null, which the linter speaks of. */
export function fitsPropertyList(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return textOnly.test(value);
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= deepest) return false;
  return Object.entries(value).every(([key, member]) => textOnly.test(key) && fitsPropertyList(member, depth + 1));
}

const names = z.array(line(200)).max(100).default([]);
const bundleIdentifier = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])$/, 'must be a bundle identifier');
const shortName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,30}$/, 'must be a short name of an account');
const seconds = z.number().int().min(0).max(31_536_000);
const host = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?::\d{1,5})?$/i, 'must be a host');

/** The app with the SSO extension. An empty team identifier or no package is something for the linter to say. */
export const planApplication = z
  .strictObject({
    teamIdentifier: z
      .string()
      .regex(/^[\x20-\x7e]{0,20}$/, 'must be letters and digits')
      .describe('Of the signature of the extension: ten letters and digits.'),
    bundleIdentifier,
    extensionIdentifier: bundleIdentifier,
    package: z
      .strictObject({
        file: line(255).describe('Name of the installer package in the collection of applications.'),
        bundleVersion: line(50),
        signed: z.boolean().describe('Whether the package has a signature; macOS refuses one without.'),
      })
      .optional(),
  })
  .meta({ id: 'PlanApplication' });

/** Accounts and their rights. Groups count in the mode `Groups` only. */
export const planAccounts = z
  .strictObject({
    createFirstUserDuringSetup: z.boolean().default(true).describe('macOS 26.'),
    createUserAtLogin: z.boolean().default(false),
    newUserAuthenticationMethods: z
      .array(z.enum(['Password', 'SmartCard', 'AccessKey', 'OpenID']))
      .max(4)
      .optional(),
    newUserAuthorizationMode: z.enum(['Standard', 'Admin', 'Groups', 'Temporary']).optional(),
    userAuthorizationMode: z.enum(['Standard', 'Admin', 'Groups']).optional(),
    authorization: z
      .boolean()
      .default(false)
      .describe('Whether accounts of the organisation count at prompts for rights.'),
    administratorGroups: names,
    additionalGroups: names,
    authorizationGroups: z.record(line(200), line(200)).default({}).describe('Authorization right to group.'),
    tokenToUserMapping: z.strictObject({ accountName: line(100), fullName: line(100) }).optional(),
    synchronizeProfilePicture: z.boolean().default(false).describe('macOS 26.'),
    temporarySessionQuickLogin: z.boolean().default(false).describe('macOS 26, with temporary accounts.'),
    localPasscode: z
      .strictObject({
        minimumLength: z.number().int().min(0).max(64).default(0),
        minimumComplexCharacters: z.number().int().min(0).max(16).default(0),
        maximumAgeDays: z.number().int().min(0).max(730).default(0).describe('0: does not expire.'),
      })
      .optional()
      .describe(
        'The passcode policy that these Macs have from elsewhere, for comparison with the rules for passwords.',
      ),
  })
  .meta({ id: 'PlanAccounts' });

/** When the identity provider must be asked. Grace periods are seconds. macOS 15. */
export const planPolicies = z
  .strictObject({
    fileVault: z.array(policyWord).max(7).default([]),
    login: z.array(policyWord).max(7).default([]),
    unlock: z.array(unlockPolicyWord).max(8).default([]),
    offlineGracePeriod: seconds.optional(),
    authenticationGracePeriod: seconds.optional(),
    nonPlatformSsoAccounts: z.array(shortName).max(100).default([]),
  })
  .meta({ id: 'PlanPolicies' });

/** How Macs register. */
export const planRegistration = z
  .strictObject({
    duringSetup: z.boolean().default(false).describe('In Setup Assistant; macOS 26.'),
    tokenPerMac: z.boolean().default(true).describe('Each Mac gets a registration token of its own in its profile.'),
    deviceIdentifiersInAttestation: z.boolean().default(true).describe('macOS 15.4.'),
  })
  .meta({ id: 'PlanRegistration' });

/** Tap to Login; macOS 26. Profiles name payloads by UUID, declarations (macOS 27) name assets. */
export const planAccessKey = z
  .strictObject({
    readerGroupIdentifier: z.base64().max(1000),
    terminalIdentityUuid: z.uuid(),
    readerIssuerCertificateUuid: z.uuid().optional().describe('macOS 26.2.'),
    terminalIdentityAsset: line(200).optional(),
    readerIssuerCertificateAsset: line(200).optional(),
    allowExpressMode: z.boolean().default(false),
  })
  .meta({ id: 'PlanAccessKey' });

/** Web sign-in; macOS 27. */
export const planWebLogin = z
  .strictObject({
    urlAllowList: z.array(line(300)).max(100).default([]).describe('Scheme and host, such as https://id.example.org.'),
    allowPasswordSync: z.boolean().default(false),
  })
  .meta({ id: 'PlanWebLogin' });

/** A host that the app may speak for. */
export const planAssociatedDomain = z
  .strictObject({ host, enableDirectDownloads: z.boolean().default(true).describe('Past Apple’s cache.') })
  .meta({ id: 'PlanAssociatedDomain' });

/** From "Hello" to the desktop: what Automated Device Enrollment is told. */
export const planSetup = z
  .strictObject({
    skipPanes: z
      .array(z.string().regex(/^[A-Za-z]{1,40}$/))
      .max(60)
      .default([]),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z]{4})?$/, 'must be a language such as en')
      .optional(),
    region: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be a region such as GB')
      .optional(),
    awaitConfigured: z.boolean().default(true).describe('Setup Assistant waits until the server lets it go on.'),
    autoAdvance: z.boolean().default(false).describe('Nobody at the keyboard; needs Ethernet.'),
    requirePlatformSso: z.boolean().default(false).describe('Sign-in comes before enrollment; macOS 26.'),
    signInPage: z
      .boolean()
      .default(false)
      .describe('A page to sign in on before enrollment, for any macOS; Platform SSO is then not required first.'),
    minimumMacos: macosVersion.optional().describe('Older Macs update first.'),
    deviceIdentity: z
      .enum(['scep', 'attested', 'attested-only'])
      .default('scep')
      .describe(
        'How Macs get the identity of their management: by SCEP; by ACME with an attestation of their hardware where they can; or not at all where they cannot.',
      ),
    removable: z.boolean().default(false).describe('Whether people may remove the management.'),
    supportPhone: line(50).optional(),
    supportEmail: z.email().max(200).optional(),
    department: line(60).optional(),
    managedAdministrator: z
      .strictObject({ shortName, fullName: line(100), hidden: z.boolean().default(true) })
      .optional()
      .describe('An account that the server makes and keeps the password of.'),
    primaryAccount: z
      .strictObject({
        skip: z.boolean().default(false).describe('No account is made in Setup Assistant.'),
        prefill: z.boolean().default(true).describe('Name and short name come from the person who signed in.'),
        lock: z.boolean().default(true).describe('They cannot be changed.'),
        regularUser: z.boolean().default(false).describe('Not an administrator.'),
      })
      .prefault({}),
  })
  .meta({ id: 'PlanSetup' });
