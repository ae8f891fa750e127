/**
 * A real Chromium for the tests of a file. It trusts the keys of the servers that it is told, as if their certificates came
 * from a public authority: a page over an ignored certificate error would have neither passkeys nor service workers.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import type { Curtain } from '../../support/stage.ts';
import { findChromium } from '../chromium/find-chromium.ts';
import { watchPolicy } from './policy.ts';

/** The browser. Each context is a person's (or a device's) own: cookies, storage, keys. */
export interface TestBrowser {
  readonly browser: Browser;
  /** Whether it is the small Chromium without a window, which has no notifications. */
  readonly isHeadlessShell: boolean;
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** Milliseconds that an element or a page is waited for. */
const patience = 10_000;

/** Starts it. It ends when the curtain falls. @param servers addresses whose keys are trusted */
export async function openBrowser(curtain: Curtain, ...servers: readonly string[]): Promise<TestBrowser> {
  const { path, environment, isHeadlessShell } = await findChromium();
  const pins = await Promise.all(servers.map(publicKeyPin));
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...(process.env as Record<string, string>), ...environment },
    args: [`--ignore-certificate-errors-spki-list=${pins.join(',')}`, '--disable-dev-shm-usage'],
  });
  curtain.after(() => browser.close());
  return {
    browser,
    isHeadlessShell,
    async context(options) {
      const context = await browser.newContext({ viewport: { width: 480, height: 800 }, ...options });
      context.setDefaultTimeout(patience);
      await watchPolicy(context);
      return context;
    },
  };
}

/** SHA-256 of the public key of a server's certificate, in base64 (as in RFC 7469, section 2.4). */
function publicKeyPin(address: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    // What is asked here is which key to trust: that of the server that the test itself has started.
    const socket = connect(
      { host: hostname, port: Number(port), servername: hostname, rejectUnauthorized: false },
      () => {
        const { raw } = socket.getPeerCertificate();
        socket.destroy();
        const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
        resolve(createHash('sha256').update(key).digest('base64'));
      },
    );
    socket.on('error', reject);
  });
}
