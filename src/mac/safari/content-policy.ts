/**
 * What a page's Content-Security-Policy lets Safari do (W3C CSP Level 3): send forms (`form-action`, which WebKit holds a form
 * to also where its answer redirects), and run scripts that stand in the page.
 */
import type { DigestName } from '#protocol/crypto.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { InlineScript } from './page/page.ts';

/** The directives of one policy, by name. */
type Policy = ReadonlyMap<string, readonly string[]>;

/** Whether a form of a page may send to an address, or be led on to it. @param header the page's, undefined without one */
export function allowsForm(header: string | undefined, page: string, target: string): boolean {
  return policiesOf(header).every((policy) => {
    const sources = policy.get('form-action');
    return sources === undefined || sources.some((source) => matchesSource(source, page, target));
  });
}

/** Whether a script in the page runs. */
export function allowsScript(header: string | undefined, script: InlineScript): boolean {
  return policiesOf(header).every((policy) => {
    const sources =
      policy.get(script.isAttribute ? 'script-src-attr' : 'script-src-elem') ??
      policy.get('script-src') ??
      policy.get('default-src');
    return sources === undefined || matchesScript(sources, script);
  });
}

function policiesOf(header: string | undefined): Policy[] {
  return (header ?? '').split(',').map((text) => {
    const directives = text.split(';').map((directive) => directive.trim().split(/\s+/));
    return new Map(directives.map(([name = '', ...sources]) => [name.toLowerCase(), sources]));
  });
}

function matchesScript(sources: readonly string[], { text, nonce, isAttribute }: InlineScript): boolean {
  const isStrict = sources.some((source) => /^'(?:nonce|sha(?:256|384|512))-/i.test(source));
  if (sources.includes("'unsafe-inline'") && !isStrict) return true;
  if (isAttribute) return false;
  if (nonce !== undefined && sources.includes(`'nonce-${nonce}'`)) return true;
  const digests: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];
  return digests.some((name) => sources.includes(`'${name}-${toBase64(nodeCrypto[name](utf8(text)))}'`));
}

/** Section 6.7.2.8: `'self'`, a scheme, `*`, or a host with what it says of scheme, port and path. */
function matchesSource(source: string, page: string, target: string): boolean {
  const url = new URL(target);
  if (source === "'self'") return url.origin !== 'null' && url.origin === new URL(page).origin;
  if (source === '*') return url.protocol === 'https:' || url.protocol === 'http:';
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return url.protocol === source.toLowerCase();
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*\.)?([^/:*]+|\[[^\]]+\])(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parts) return false;
  const [, scheme = new URL(page).protocol.slice(0, -1), wildcard, host = '', port, path] = parts;
  const isHost =
    wildcard === undefined ? url.hostname === host.toLowerCase() : url.hostname.endsWith(`.${host.toLowerCase()}`);
  if (!isHost || url.protocol !== `${scheme.toLowerCase()}:`) return false;
  if (port !== '*' && (port ?? '') !== url.port && !(port !== undefined && url.port === '' && isUsual(url, port)))
    return false;
  return path === undefined || (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path);
}

function isUsual({ protocol }: URL, port: string): boolean {
  return (protocol === 'https:' && port === '443') || (protocol === 'http:' && port === '80');
}
