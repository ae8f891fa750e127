/** Pages of the Macs' windows, each as one document that runs nothing but a small script of ours. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { macsPath } from '#api/desk/paths.ts';
import { DeskRefusal } from '../desk-refusal.ts';
import { cleanPage } from '../page/clean-page.ts';
import { type ResourceMemory, pageResources } from '../page/page-resources.ts';
import type { Playground } from '../played-mac.ts';
import type { PlayedMacs } from '../played-macs.ts';

/** What the routes work with. */
export interface PageParts {
  readonly macs: PlayedMacs;
  readonly ground: Playground;
  /** Where the web apps were built. */
  readonly web: string;
}

/** Mounts `macs/{name}/pages/{window}`. */
export function mountPages(app: FastifyInstance, { macs, ground, web }: PageParts): void {
  const script = insideScript(web);
  const headers = pageHeaders(script);
  const memories = new Map<string, ResourceMemory>();
  app.get<{ Params: { name: string; window: string } }>(`${macsPath}/:name/pages/:window`, async (request, reply) => {
    const { name, window } = request.params;
    const mac = await macs.get(name);
    const page = await mac.page(window);
    if (!page) throw new DeskRefusal(404, 'page_gone', 'This window shows no page any more.');
    const memory = memories.get(name) ?? new Map();
    memories.set(name, memory);
    const { clock } = ground.surroundings;
    const resources = pageResources(await mac.fetch(), memory, () => clock.now());
    const html = await cleanPage({ ...page, resources, playsScripts: window === 'safari', script });
    return reply.headers(headers).send(html);
  });
}

/** What runs inside of the page: it tells the desk what somebody does there. Empty where it is not built. */
function insideScript(web: string): string {
  try {
    // Within a page its end tag would end it.
    return readFileSync(join(web, 'mac', 'inside.js'), 'utf8').replaceAll(/<\/(?=script)/gi, '<\\/');
  } catch {
    return '';
  }
}

/** CSP Level 3, section 6.3.2: an origin of its own for each page, and no script but the one with this digest. */
function pageHeaders(script: string): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = [
    'sandbox allow-scripts allow-forms',
    "default-src 'none'",
    `script-src '${script === '' ? 'none' : `sha256-${digest}`}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  };
}
