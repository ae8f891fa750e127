/** The authenticator: the web app on a person's phone. Puts the parts together and draws. */
import './schemas-as-they-are.ts';
import { render } from 'preact';
import { webCrypto, type Subtle } from '#phone/web-crypto.ts';
import { App } from './app.tsx';
import { AuthenticatorApp } from './authenticator-app.ts';
import { ScreenPhone } from './phone.ts';
import { standingIn } from './standing-in.ts';
import { accountStore } from './storage/account-store.ts';
import { openVault } from './storage/vault.ts';
import { browserSurroundings } from './surroundings.ts';
import { texts } from './texts.ts';
import { Unlocking } from './unlocking/unlocking.ts';
import './style.css';

const told = document.querySelector<HTMLMetaElement>('meta[name=porchlight-issuer]')?.content;
const server = standingIn(location.origin, told);

async function begin(place: Element): Promise<void> {
  const address = server.there(location.href);
  // The secret of an offer stays in no address bar and in no history.
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  const surroundings = browserSurroundings;
  const vault = await openVault();
  const phone = new ScreenPhone({
    fetch: (url, request) =>
      fetch(server.here(url), { ...request, cache: 'no-store', credentials: 'omit', redirect: 'error' }),
    crypto: webCrypto(crypto.subtle as Subtle),
    storage: accountStore(vault),
    clock: surroundings,
    random: { bytes: surroundings.freshBytes },
    eventsAt: server.here,
  });
  const unlocking = new Unlocking(vault, surroundings);
  const parts = { phone, unlocking, vault, surroundings, origin: server.issuer };
  const app = new AuthenticatorApp(parts);
  await app.start(address);
  document.documentElement.lang = texts.lang;
  render(<App app={app} parts={parts} />, place);
  document.addEventListener('visibilitychange', () => app.seen(document.visibilityState === 'visible'));
  window.addEventListener('hashchange', () => {
    const opened = server.there(location.href);
    history.replaceState(null, '', location.pathname);
    void app.opened(opened);
  });
}

const place = document.querySelector('#app');
if (place !== null) {
  begin(place).catch(() => {
    render(<p class="problem">{texts.problems.storage}</p>, place);
  });
  // Without it the app works as long as there is a connection. Where another stands in for the server there is always one,
  // and a kept page would stand for whichever server was there before.
  const worker = server.isStandIn ? undefined : navigator.serviceWorker;
  worker?.register('/authenticator/service-worker.js', { scope: '/authenticator/' }).catch(() => undefined);
  void navigator.storage?.persist?.();
}
