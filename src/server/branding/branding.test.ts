import assert from 'node:assert/strict';
import { it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fastify from 'fastify';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { createAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { createBranding } from './feature.ts';

const drawing = utf8('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>');

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

interface Picture {
  readonly width?: number;
  readonly height?: number;
  readonly after?: string;
  readonly extra?: Uint8Array;
}

/** A grey picture. */
function png({ width = 1, height = 1, after = '', extra = new Uint8Array() }: Picture = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(2)));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    extra,
    pixels,
    chunk('IEND', new Uint8Array()),
    Buffer.from(after),
  ]);
}

/** The database, with a word before each question. */
function asking(database: Database, before: () => void): Database {
  return {
    get: async (sql, ...params) => {
      before();
      return database.get(sql, ...params);
    },
    all: (sql, ...params) => database.all(sql, ...params),
    write: (unit) => database.write(unit),
    exclusive: (unit) => database.exclusive(unit),
    activity: () => database.activity(),
    close: () => database.close(),
  };
}

function nodes(...databases: readonly Database[]) {
  let now = 1_000_000;
  const clock = { now: () => now };
  return {
    later: (milliseconds: number) => void (now += milliseconds),
    each: databases.map((database) => {
      let questions = 0;
      const counted = asking(database, () => void (questions += 1));
      const onFailure = ({ error }: { readonly error: unknown }) => assert.fail(String(error));
      const audit = createAudit({ database, clock, pause: async () => {}, onFailure });
      const branding = createBranding({ database: counted, audit, clock, organisation: 'A & Co' });
      return { branding, audit, questions: () => questions };
    }),
  };
}

async function bench(database: Database) {
  const { each, later } = nodes(database);
  const [node] = each;
  assert.ok(node);
  await node.branding.reset('test');
  const events = async () => {
    await node.audit.close();
    return node.audit.list({ limit: 5 });
  };
  return { ...node, later, events };
}

onEveryEngine('Branding', (store) => {
  it('is nothing until something is set, and again after a reset', async () => {
    const { branding, events } = await bench(store.one());
    assert.equal(await branding.brand(), undefined);
    const outcome = await branding.change({ accent: '#0A6A4B', helpText: ' Need help? ', logo: drawing }, 'ada');
    assert.equal(outcome.kind, 'changed');
    const brand = await branding.brand();
    assert.equal(brand?.accent?.solid, '#0a6a4b');
    assert.deepEqual([brand.helpText, brand.logo], ['Need help?', { alt: 'A & Co' }]);
    const saved = await branding.current();
    assert.deepEqual(Buffer.from(saved?.logo?.bytes ?? []), Buffer.from(drawing));
    assert.equal(saved?.changedBy, 'ada');
    const after = await branding.reset('bob');
    assert.equal(after.version, saved.version + 1);
    assert.equal(await branding.brand(), undefined);
    const told = (await events()).slice(0, 2).map(({ event: { type, outcome, actor } }) => [type, outcome, actor]);
    assert.deepEqual(told, [
      ['branding.reset', 'changed', 'bob'],
      ['branding.changed', 'changed', 'ada'],
    ]);
  });

  it('changes what is given and leaves the rest, also of two changes at once', async () => {
    const { branding } = await bench(store.one());
    await Promise.all([
      branding.change({ accent: '#0a6a4b' }, 'ada'),
      branding.change({ helpText: 'Help' }, 'bob'),
      branding.change({ logo: png() }, 'eve'),
    ]);
    const saved = await branding.current();
    assert.deepEqual([saved?.accent, saved?.helpText, saved?.logo?.type], ['#0a6a4b', 'Help', 'image/png']);
    await branding.change({ logo: null, helpText: '' }, 'ada');
    const { accent, helpText, logo } = (await branding.current()) ?? assert.fail();
    assert.deepEqual([accent, helpText, logo], ['#0a6a4b', undefined, undefined]);
  });

  it('is seen by another node within five seconds, without a question a page', async () => {
    const { each, later } = nodes(...store.pair());
    const [here, there] = each;
    assert.ok(here && there);
    await here.branding.reset('test');
    later(5000);
    assert.equal(await there.branding.brand(), undefined);
    await here.branding.change({ helpText: 'Call us' }, 'ada');
    assert.equal((await here.branding.brand())?.helpText, 'Call us', 'the node itself at once');
    const before = there.questions();
    for (let page = 0; page < 50; page += 1) await there.branding.brand();
    assert.equal(there.questions(), before);
    later(5000);
    const seen = await Promise.all(Array.from({ length: 50 }, () => there.branding.brand()));
    assert.ok(seen.every((brand) => brand?.helpText === 'Call us'));
    assert.equal(there.questions(), before + 2, 'its version, and once the rest');
    later(5000);
    await there.branding.brand();
    assert.equal(there.questions(), before + 3);
  });

  it('keeps the last look while the store cannot be asked', async () => {
    const database = store.one();
    let isAway = false;
    const flaky = asking(database, () => {
      if (isAway) throw new Error('away');
    });
    const { each, later } = nodes(flaky);
    const branding = each[0]?.branding ?? assert.fail();
    await branding.change({ helpText: 'Still here' }, 'ada');
    isAway = true;
    later(10_000);
    assert.equal((await branding.brand())?.helpText, 'Still here');
  });

  it('is refused with a code, an event, and nothing of it kept', async () => {
    const { branding, events } = await bench(store.one());
    const large = png({ extra: chunk('tEXt', Buffer.alloc(64 * 1024, 'a')) });
    const broken = png();
    broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1;
    const cases = [
      [{ accent: 'green' }, 'accent_malformed'],
      [{ accent: '#0a6' }, 'accent_malformed'],
      [{ accent: '#0a6a4b;}*{display:none}' }, 'accent_malformed'],
      [{ accent: '#ffcc00' }, 'accent_contrast'],
      // 4.48:1 on white; 4.54:1 on white, though less on the grey of lists.
      [{ accent: '#777777' }, 'accent_contrast'],
      [{ accent: '#767676' }, 'accent_contrast'],
      [{ helpText: 'a'.repeat(201) }, 'help_text_refused'],
      [{ helpText: '   ' }, 'help_text_refused'],
      [{ helpText: 'one\ntwo' }, 'help_text_refused'],
      [{ helpText: 'call \u202e4321' }, 'help_text_refused'],
      [{ helpText: 'a\u0000b' }, 'help_text_refused'],
      [{ logo: large }, 'logo_too_large'],
      [{ logo: new Uint8Array() }, 'logo_unknown_type'],
      [{ logo: utf8('GIF89a') }, 'logo_unknown_type'],
      [{ logo: utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>') }, 'logo_svg_refused'],
      [{ logo: png().subarray(0, 40) }, 'logo_damaged'],
      [{ logo: broken }, 'logo_damaged'],
      [{ logo: png({ after: '<script>' }) }, 'logo_damaged'],
      [{ logo: png({ width: 5000 }) }, 'logo_damaged'],
      [{ logo: png({ height: 0 }) }, 'logo_damaged'],
      [{ logo: png({ extra: chunk('IHDR', Buffer.alloc(13, 1)) }) }, 'logo_damaged'],
    ] as const;
    for (const [wish, code] of cases) {
      const outcome = await branding.change({ helpText: 'fine', ...wish }, 'ada');
      assert.deepEqual(
        [outcome.kind, 'code' in outcome && outcome.code],
        ['refused', code],
        JSON.stringify(wish).slice(0, 80),
      );
    }
    assert.equal(await branding.brand(), undefined);
    const [last] = await events();
    assert.deepEqual([last?.event.type, last?.event.code], ['branding.change.refused', 'logo_damaged']);
  });

  it('serves the logo as a picture that can do nothing, and again only when it has changed', async () => {
    const { branding } = await bench(store.one());
    const app = fastify();
    branding.mount(app);
    const get = (headers = {}) => app.inject({ url: '/branding/logo', headers });
    assert.equal((await get()).statusCode, 404);
    await branding.change({ logo: drawing }, 'ada');
    const first = await get();
    assert.equal(first.statusCode, 200);
    assert.deepEqual(first.rawPayload, Buffer.from(drawing));
    assert.equal(first.headers['content-type'], 'image/svg+xml');
    assert.equal(first.headers['x-content-type-options'], 'nosniff');
    assert.equal(first.headers['content-security-policy'], "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    const tag = String(first.headers['etag']);
    const again = await get({ 'if-none-match': `"other", W/${tag}` });
    assert.deepEqual([again.statusCode, again.body], [304, '']);
    await branding.change({ logo: png() }, 'ada');
    const other = await get({ 'if-none-match': tag });
    assert.deepEqual([other.statusCode, other.headers['content-type']], [200, 'image/png']);
    await app.close();
  });
});
