/** What a draft becomes, for people to read: every document that a Mac of one macOS would get. */
import type { PlanDocument } from '#api/plan-previews.ts';
import type { PlanMethod } from '#api/plan-parts.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, type MacosVersion } from '#api/plan-words/macos-version.ts';
import type { SignInPlan } from '#api/sign-in-plan.ts';
import { type PlistDictionary, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type Delivery, deliveryFor } from './delivery.ts';
import { deviceEnrollmentSettings } from './device-enrollment.ts';
import { extensibleSsoDeclaration } from './extensible-sso-declaration.ts';
import { type PlanIdentity, planIdentity } from './plan-identity.ts';
import { accountConfiguration } from './setup-commands.ts';
import { associatedDomainsProfile, preEnrollmentProfile, signInProfile } from './sign-in-profile.ts';

/** A draft as a Mac of one version would have it. */
export interface RenderedPlan {
  readonly macos: string;
  readonly method: PlanMethod | undefined;
  readonly delivery: Delivery;
  readonly documents: readonly PlanDocument[];
}

/** In place of what only one Mac has. */
const placeholders = {
  token: 'a token for this Mac alone',
  passwordHash: utf8('a salted hash, another for each Mac'),
  person: { fullName: 'Ada Lovelace', accountName: 'ada' },
};

/** Renders a draft. Without a plan before, identifiers are made up: they follow from an id that is not there yet. */
export function renderDocuments(plan: SignInPlan, planId: string | undefined, macos: MacosVersion): RenderedPlan {
  const identity = planIdentity(planId ?? uuidFrom(new Uint8Array(16)), nodeCrypto);
  const text = macos.join('.').replace(/(?:\.0)+$/, '');
  const method = methodFor(plan, macos);
  const delivery = deliveryFor(plan, text);
  const token = plan.registration.tokenPerMac && method !== undefined ? placeholders.token : undefined;
  const documents = [
    ...(delivery === 'declaration' ? declared(plan, identity, token) : profiled(plan, identity, macos, token)),
    ...beforeEnrollment(plan, identity, macos),
    enrollmentProfile(plan),
    ...accounts(plan),
  ];
  return { macos: text, method, delivery, documents };
}

function profiled(plan: SignInPlan, identity: PlanIdentity, macos: MacosVersion, token: string | undefined) {
  const profile = signInProfile(plan, identity, { macos, registrationToken: token });
  return [xml('profile', 'Profile', 'Installed by the management, and again whenever the plan changes it.', profile)];
}

function declared(plan: SignInPlan, identity: PlanIdentity, token: string | undefined): PlanDocument[] {
  const domains = associatedDomainsProfile(plan, identity);
  const { Identifier, Type, Payload } = extensibleSsoDeclaration(plan, identity, token);
  return [
    json('declaration', 'Declaration', 'Fetched by the Mac once it is out of Setup Assistant.', {
      Identifier,
      Type,
      Payload,
    }),
    ...(domains === undefined
      ? []
      : [xml('domains-profile', 'Profile for associated domains', 'Declarations have no word for these.', domains)]),
  ];
}

function beforeEnrollment(plan: SignInPlan, identity: PlanIdentity, macos: MacosVersion): PlanDocument[] {
  if (!plan.setup.requirePlatformSso || !isAtLeast(macos, [26, 0, 0])) return [];
  const profile = preEnrollmentProfile(plan, identity, { macos, registrationToken: undefined });
  return [
    xml(
      'pre-enrollment-profile',
      'Profile before enrollment',
      'Fetched in Setup Assistant before the Mac enrolls; the managed profile takes its place.',
      profile,
    ),
  ];
}

function enrollmentProfile(plan: SignInPlan): PlanDocument {
  return json(
    'enrollment-profile',
    'Enrollment profile',
    'Given to Apple for each Mac that is assigned; the server adds its name and addresses.',
    deviceEnrollmentSettings(plan),
  );
}

function accounts(plan: SignInPlan): PlanDocument[] {
  const command = accountConfiguration(plan, {
    applicationManifestUrl: undefined,
    profiles: [],
    administratorPasswordHash: placeholders.passwordHash,
    person: placeholders.person,
  });
  if (command === undefined) return [];
  const about = 'A command in Setup Assistant, here for an Ada Lovelace who signed in before.';
  return [xml('account-configuration', 'Account configuration', about, command)];
}

function xml(name: PlanDocument['name'], title: string, about: string, plist: PlistDictionary): PlanDocument {
  return { name, title, about, format: 'xml', text: fromUtf8(writeXmlPlist(plist)) ?? '' };
}

function json(name: PlanDocument['name'], title: string, about: string, value: object): PlanDocument {
  return { name, title, about, format: 'json', text: `${JSON.stringify(value, undefined, 2)}\n` };
}
