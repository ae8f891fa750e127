/** The screen of a Mac alone in a browser: built for the test, served under the policy that the desk has, told its views. */
import assert from 'node:assert/strict';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import type { ActAnswer, DeskAct, PromptAnswer } from '#api/desk/acts.ts';
import type { MacView } from '#api/desk/view.ts';
import type { Curtain } from '../../support/stage.ts';
import { openBrowser } from './browser.ts';

const source = join(import.meta.dirname, '../../../src/web/mac/testing');
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** A page with the screen of a Mac. */
export interface MacPage {
  readonly page: Page;
  show(view: MacView): Promise<void>;
  /** What comes of acts, by their kind; a word alone refuses with it. */
  outcomes(outcomes: Readonly<Record<string, ActAnswer['outcome'] | string>>): Promise<void>;
  acts(): Promise<readonly DeskAct[]>;
  answers(): Promise<readonly (readonly [string, PromptAnswer])[]>;
}

/** Builds it once for a file of tests. */
export async function openMacStage(curtain: Curtain): Promise<(options?: BrowserContextOptions) => Promise<MacPage>> {
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-mac-'));
  curtain.after(() => rm(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: source,
    publicDir: false,
    build: { outDir: folder, emptyOutDir: true, target: 'safari16', assetsInlineLimit: 0, modulePreload: false },
  });
  const address = await serve(curtain, folder);
  const browser = await openBrowser(curtain);
  return async (options) => {
    const page = await (await browser.context({ viewport: { width: 1120, height: 700 }, ...options })).newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'shown' in globalThis);
    return {
      page,
      show: (view) => page.evaluate((it) => shown.show(it), view),
      outcomes: (outcomes) =>
        page.evaluate((more) => {
          Object.assign(shown.outcomes, more);
        }, outcomes),
      acts: () => page.evaluate(() => shown.acts),
      answers: () => page.evaluate(() => shown.answers),
    };
  };
}

declare const shown: {
  acts: DeskAct[];
  answers: (readonly [string, PromptAnswer])[];
  outcomes: Record<string, ActAnswer['outcome'] | string>;
  show(view: MacView): void;
};

async function serve(curtain: Curtain, folder: string): Promise<string> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (bytes) =>
        response
          .writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'content-security-policy': policy })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  curtain.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const bound = server.address() as AddressInfo | null;
  assert.ok(bound);
  return `http://127.0.0.1:${bound.port}/`;
}
