import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BrandingDocument } from '#api/branding.ts';
import { refusals } from '#api/error.ts';
import { run } from '../program.ts';

const look: BrandingDocument = {
  accent: '#0a6a4b',
  accentOnDark: '#5f9f8b',
  helpText: 'Need help? Call 1234.',
  logo: { contentType: 'image/png', bytes: 70, sha256: 'ab' },
  version: 3,
  changedAt: '2026-11-23T09:00:00.000Z',
  changedBy: 'ada',
};
const ours = { ...look, accent: null, accentOnDark: null, helpText: null, logo: null };

let home = '';
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'porchlight-branding-'));
  await writeFile(join(home, 'logo.png'), 'png');
  await writeFile(join(home, 'large.png'), Buffer.alloc(90_000));
});
after(() => rm(home, { recursive: true }));

async function perform(words: readonly string[], answer: readonly [status: number, body: unknown] = [200, look]) {
  const printed = { out: '', err: '' };
  const sent: unknown[] = [];
  const io = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    colour: false,
    ask: async () => undefined,
    stdin: async () => '',
    exit: () => {},
  };
  const fetch = async (url: string, { method, body }: { method: string; body?: string | Uint8Array }) => {
    sent.push([method, new URL(url).pathname, ...(typeof body === 'string' ? [JSON.parse(body)] : [])]);
    return { status: answer[0], headers: {}, text: () => JSON.stringify(answer[1]) };
  };
  const code = await run(['branding', ...words], { io, settings: { home, server: 'https://localhost:8443' }, fetch });
  return { code, sent, ...printed };
}

test('the look is shown, also where there is none', async () => {
  const { out } = await perform(['show']);
  assert.match(out, /accent +#0a6a4b; #5f9f8b on dark pages\nlogo +image\/png, 70 bytes\nhelp text +Need help/);
  assert.match((await perform(['show'], [200, ours])).out, /accent +ours\nlogo +none\nhelp text +none/);
});

test('what is given is set, the logo as a file; what is empty goes', async () => {
  const all = ['set', '--accent', '#0a6a4b', '--logo', join(home, 'logo.png'), '--help-text', 'Help'];
  const body = { accent: '#0a6a4b', helpText: 'Help', logo: Buffer.from('png').toString('base64') };
  assert.deepEqual((await perform(all)).sent, [['PATCH', '/api/v1/branding', body]]);
  const none = await perform(['set', '--logo', '', '--help-text', ''], [200, ours]);
  assert.deepEqual(none.sent, [['PATCH', '/api/v1/branding', { logo: null, helpText: null }]]);
  assert.deepEqual((await perform(['reset'], [200, ours])).sent, [['DELETE', '/api/v1/branding']]);
});

test('nothing to set, a file too large and a refusal of the server are told with the next step', async () => {
  assert.equal((await perform(['set'])).code, 2);
  const large = await perform(['set', '--logo', join(home, 'large.png')]);
  assert.deepEqual([large.code, large.sent], [1, []]);
  const { status, error, description } = refusals.accent_contrast;
  const no = { error, code: 'accent_contrast', error_description: description };
  const refused = await perform(['set', '--accent', '#ffcc00'], [status, no]);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /hint: take a darker one/);
});
