/** A Mac that is registered by the Secure Enclave method, whose person has that key as a passkey at the server. */
import assert from 'node:assert/strict';
import type { AskForConsent } from '#mac/passkey-provider/user-verification.ts';
import type { SafariStep } from '#mac/safari/browse.ts';
import type { ShownPage } from '#mac/safari/safari-outcome.ts';
import { applicationSite } from './application-site.ts';
import { type Application, beginSignIn } from './openid-application.ts';
import { type MacWish, done, prepareMac, register } from './stage-mac.ts';
import type { Person, Stage } from './stage.ts';

/** A finger on Touch ID. */
export const touch: AskForConsent = () => Promise.resolve({ kind: 'touch-id' });

/** Registers the Mac, switches the provider on, and adds the passkey. */
export async function openPasskeyMac(stage: Stage, person: Person, wish: Partial<MacWish> = {}) {
  const site = applicationSite();
  const joined = await prepareMac(stage, { person, method: 'UserSecureEnclaveKey', through: site.through, ...wish });
  const { mac } = joined;
  await register(joined);
  done(await mac.usePasskeys(true));
  const browse = async (step: SafariStep, ask?: AskForConsent): Promise<ShownPage> => {
    const { outcome } = await mac.browse(step, ask);
    assert.equal(outcome.kind, 'page', JSON.stringify(outcome));
    return outcome.kind === 'page' ? outcome.page : assert.fail();
  };
  return { ...joined, visits: site.visits, browse };
}

/** One of them. */
export type PasskeyMac = Awaited<ReturnType<typeof openPasskeyMac>>;

/** Adds the passkey of the Mac to the person's, as the page of their account does by its script. */
export async function addPasskey(stage: Stage, { mac, person }: PasskeyMac, ask = touch) {
  const ceremony = { attempt: `passkey of ${person.accountName}`, userId: person.id };
  const begun = await stage.passkeys().beginRegistration(ceremony);
  assert.ok(begun.kind === 'begun');
  const made = await mac.navigatorCredentials(stage.url, ask).create(begun.options);
  assert.ok(made.kind === 'credential', JSON.stringify(made));
  return stage.passkeys().finishRegistration({ ...ceremony, response: made.json });
}

const other = 'Use Another Account';

/** Begins a sign-in in the Mac's Safari and chooses the passkey, which the page uses at once. */
export async function signInByPasskey({ browse }: PasskeyMac, application: Application, ask?: AskForConsent) {
  // A joined Mac would sign in silently: the application wants the person to be asked.
  const begun = await beginSignIn(application, { prompt: 'login' });
  const first = await browse({ kind: 'open', address: begun.url.href });
  const buttons = first.forms.flatMap((form) => form.buttons.map(({ label }) => label));
  // A browser that knows somebody lets them pick.
  if (buttons.includes(other)) await browse({ kind: 'press', button: other });
  await browse({ kind: 'press', button: 'Sign in another way' });
  return { ...begun, page: await browse({ kind: 'press', button: 'Use a passkey' }, ask) };
}
