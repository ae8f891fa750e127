/**
 * The plan as a declaration, `com.apple.configuration.extensible-sso` of macOS 27: the keys of the profile, nested
 * otherwise. Source: Apple's schema of that configuration.
 */
import type { SignInPlan } from '#api/sign-in-plan.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { newestMacos } from '#api/plan-words/macos-version.ts';
import type { PlanIdentity } from './plan-identity.ts';

/** A declaration as the Mac fetches it; whoever serves it adds `ServerToken`. */
export interface ExtensibleSsoDeclaration {
  readonly Type: 'com.apple.configuration.extensible-sso';
  readonly Identifier: string;
  readonly Payload: JsonObject;
}

type Members = Readonly<Record<string, JsonValue | undefined>>;

/** The declaration for a Mac with macOS 27. Web sign-in and policies have all their words there. */
export function extensibleSsoDeclaration(
  plan: SignInPlan,
  identity: PlanIdentity,
  registrationToken: string | undefined,
): ExtensibleSsoDeclaration {
  const { application } = plan;
  const payload = present({
    ExtensionComposedIdentifier: `${application.extensionIdentifier} (${application.teamIdentifier})`,
    Type: 'Redirect',
    URLs: filled(plan.urls),
    ScreenLockedBehavior: plan.screenLockedBehavior,
    DeniedBundleIdentifiers: filled(plan.deniedBundleIdentifiers),
    // Came as JSON and leaves as JSON.
    ExtensionData: nonEmpty(plan.extensionData as JsonObject),
    PlatformSSO: platformSso(plan, registrationToken),
  });
  return { Type: 'com.apple.configuration.extensible-sso', Identifier: identity.declaration, Payload: payload };
}

function platformSso(plan: SignInPlan, registrationToken: string | undefined): JsonObject {
  return present({
    AuthenticationMethod: methodFor(plan, newestMacos),
    RegistrationToken: registrationToken,
    UseSharedDeviceKeys: plan.useSharedDeviceKeys,
    LoginFrequency: plan.loginFrequency,
    AllowDeviceIdentifiersInAttestation: plan.registration.deviceIdentifiersInAttestation,
    Account: present({
      DisplayName: plan.accountDisplayName,
      SynchronizeProfilePicture: plan.accounts.synchronizeProfilePicture,
    }),
    UserCreation: userCreation(plan),
    Authorization: authorization(plan),
    AccessKey: accessKey(plan),
    Policies: nonEmpty(policies(plan)),
    WebAuthentication:
      plan.webLogin &&
      present({
        URLAllowList: filled(plan.webLogin.urlAllowList),
        AllowPasswordSync: plan.webLogin.allowPasswordSync,
      }),
  });
}

function userCreation({ accounts, registration }: SignInPlan): JsonObject {
  const { tokenToUserMapping: mapping } = accounts;
  return present({
    EnableAtLogin: accounts.createUserAtLogin,
    EnableFirstUserDuringSetup: accounts.createFirstUserDuringSetup,
    EnableRegistrationDuringSetup: registration.duringSetup,
    NewUserAuthenticationMethods: filled(accounts.newUserAuthenticationMethods ?? []),
    NewUserAuthorizationMode: accounts.newUserAuthorizationMode,
    TokenToUserMapping: mapping && { AccountName: mapping.accountName, FullName: mapping.fullName },
    TemporarySessionQuickLogin: accounts.temporarySessionQuickLogin,
  });
}

function authorization({ accounts }: SignInPlan): JsonObject {
  return present({
    EnableIdentityProviderAccounts: accounts.authorization,
    UserAuthorizationMode: accounts.userAuthorizationMode,
    AdministratorGroups: filled(accounts.administratorGroups),
    AdditionalGroups: filled(accounts.additionalGroups),
    AuthorizationGroups: nonEmpty(accounts.authorizationGroups),
  });
}

function accessKey({ accessKey: key }: SignInPlan): JsonObject | undefined {
  if (key === undefined) return undefined;
  return present({
    ReaderGroupIdentifier: key.readerGroupIdentifier,
    TerminalIdentityAssetReference: key.terminalIdentityAsset,
    ReaderIssuerCertificateAssetReference: key.readerIssuerCertificateAsset,
    AllowExpressMode: key.allowExpressMode,
  });
}

function policies({ policies: chosen }: SignInPlan): JsonObject {
  return present({
    FileVault: filled(chosen.fileVault),
    Login: filled(chosen.login),
    Unlock: filled(chosen.unlock),
    OfflineGracePeriod: chosen.offlineGracePeriod,
    AuthenticationGracePeriod: chosen.authenticationGracePeriod,
    NonPlatformSSOAccounts: filled(chosen.nonPlatformSsoAccounts),
  });
}

function filled(items: readonly string[]): readonly string[] | undefined {
  return items.length > 0 ? items : undefined;
}

function nonEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}

function present(members: Members): JsonObject {
  const entries = Object.entries(members).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}
