/** Refusals of the registration window and of its codes: design section 5, rule 9. */
import type { RefusalCode } from '../refusal.ts';
import type { RefusalRow } from './refusal-row.ts';
import { codeAtEnd, exchangePath, openWindow, type OpenWindow, redeem, typeAtWindow } from './registration-window.ts';
import { expected, type Reply } from './reply.ts';
import { TestMac } from './test-mac.ts';
import { password, type Person, type Provider } from './test-provider.ts';

type Status = RefusalRow['status'];
type Provoke = RefusalRow['provoke'];

const signIn = (code: RefusalCode, status: Status, title: string, provoke: Provoke): RefusalRow => ({
  code,
  status,
  title,
  purpose: 'registration-sign-in',
  provoke,
});

const windowAddress = '/platform-sso/registration-window';

/** A page of the window in which something is wrong. */
function atWindow(code: RefusalCode, title: string, provoke: Provoke): RefusalRow {
  return { code, status: 400, title, purpose: 'registration-window', page: true, provoke };
}

const windows: readonly RefusalRow[] = [
  atWindow('window_request_malformed', 'a window without a challenge', (provider) =>
    new TestMac(provider).get(`${windowAddress}?state=a-state-of-sixteen-letters&serial_number=C02`),
  ),
  atWindow('registration_window_unknown', 'a window without its cookie', async (provider) => {
    const mac = new TestMac(provider);
    return mac.get((await openWindow(mac)).path);
  }),
  atWindow('registration_window_unknown', 'a window with the cookie of another', async (provider) => {
    const mac = new TestMac(provider);
    return mac.get((await openWindow(mac)).path, (await openWindow(mac)).cookie);
  }),
  atWindow('registration_window_unknown', 'a window that was open for a quarter of an hour', async (provider) => {
    const mac = new TestMac(provider);
    const { path, cookie } = await openWindow(mac);
    provider.time += 900_000;
    return mac.get(path, cookie);
  }),
  atWindow('registration_window_unknown', 'a second sign-in at one window', async (provider) => {
    const ada = await provider.person();
    const mac = new TestMac(provider);
    const window = await openWindow(mac);
    await typeAtWindow(mac, window, ada.username, password);
    return typeAtWindow(mac, window, ada.username, password);
  }),
];

/** A code of the window, and what is wrong with how it is redeemed. */
async function redeemed(
  provider: Provider,
  act: (mac: TestMac, code: string, window: OpenWindow, ada: Person) => Promise<Reply>,
): Promise<Reply> {
  const ada = await provider.person();
  const mac = new TestMac(provider);
  const window = await openWindow(mac);
  return act(mac, codeAtEnd(await typeAtWindow(mac, window, ada.username, password)), window, ada);
}

const signIns: readonly RefusalRow[] = [
  signIn('missing_claim', 400, 'a sign-in without a verifier', (provider) =>
    new TestMac(provider).postJson(exchangePath, { code: 'code' }),
  ),
  signIn('registration_code_invalid', 403, 'a made-up code of the registration window', (provider) =>
    redeem(new TestMac(provider), 'made-up', 'made-up'),
  ),
  signIn('registration_code_invalid', 403, 'a code with another verifier (RFC 7636 section 4.6)', (provider) =>
    redeemed(provider, (mac, code) => redeem(mac, code, 'another')),
  ),
  signIn('registration_code_invalid', 403, 'a code that was tried with another verifier before', (provider) =>
    redeemed(provider, async (mac, code, { verifier }) => {
      await redeem(mac, code, 'another');
      return redeem(mac, code, verifier);
    }),
  ),
  signIn('registration_code_invalid', 403, 'a code a second time', (provider) =>
    redeemed(provider, async (mac, code, { verifier }) => {
      expected(await redeem(mac, code, verifier));
      return redeem(mac, code, verifier);
    }),
  ),
  signIn('registration_code_expired', 403, 'a code after a minute', (provider) =>
    redeemed(provider, (mac, code, { verifier }) => {
      provider.time += 60_000;
      return redeem(mac, code, verifier);
    }),
  ),
  signIn('registration_code_invalid', 403, 'the code of a person who was disabled since', (provider) =>
    redeemed(provider, async (mac, code, { verifier }, ada) => {
      await provider.directory.disableUser(ada.id, 'test');
      return redeem(mac, code, verifier);
    }),
  ),
];

/** Rows about registration windows. */
export const refusalsOfRegistrationWindows: readonly RefusalRow[] = [...windows, ...signIns];
