import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, it, test } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { type CardFacts, OpenSslAuthority } from '#server/directory/contract/openssl-authority.ts';
import { type Identity, openCertificateBench } from './contract/certificate-bench.ts';
import { type CertificateRefusalCode, refusals } from './refusals.ts';

type Bench = Awaited<ReturnType<typeof openCertificateBench>>;

// One authority for all; each test shows a certificate of its own.
let root: OpenSslAuthority;
let stranger: OpenSslAuthority;
let between: OpenSslAuthority;
before(() => {
  root = new OpenSslAuthority('Cards Root');
  stranger = new OpenSslAuthority('Cards Root');
  between = new OpenSslAuthority('Cards Between', root);
});
after(() => {
  for (const authority of [root, stranger, between]) authority.remove();
});

const returnTo = 'https://id.example.org/interaction/abc?lang=en';

onEveryEngine('Signing in with a certificate over mutual TLS (RFC 8446 section 4.3.2)', (store) => {
  let bench: Bench;
  before(async () => {
    bench = await openCertificateBench(...store.pair());
    await bench.trust(root);
  });
  after(() => bench.close());
  let start = 0;
  before(() => (start = bench.clock.time));
  beforeEach(() => {
    bench.rounds.time += 300_000;
    bench.clock.time = start;
    bench.events.length = 0;
  });

  const card = (facts: CardFacts): Identity => root.cardWithKey(facts);
  /** The proof that comes back. */
  function proofIn(location: unknown): string {
    return new URL(String(location)).searchParams.get('certificate') ?? assert.fail('there is a proof');
  }
  async function refusedPage(identity: Identity | undefined, code: CertificateRefusalCode): Promise<void> {
    const { status, text, headers } = await bench.show(await bench.here.begin('a1', returnTo), identity);
    assert.equal(status, refusals[code].status);
    assert.ok(text.includes(`<code>${code}</code>`), text);
    assert.ok(text.includes('role="alert"'));
    assert.ok(text.includes('href="https://id.example.org/interaction/abc?lang=en"'), 'the page leads back');
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.deepEqual(bench.refusals(), [['certificate-sign-in.refused', code]]);
  }

  it('leads back with a proof that names the person, once, for the attempt that began it', async () => {
    const { id, userPrincipalName } = await bench.person();
    const url = await bench.here.begin('a1', returnTo);
    const { status, headers, text } = await bench.show(url, card({ upn: [userPrincipalName] }));
    assert.deepEqual([status, text, headers['cache-control'], headers['connection']], [303, '', 'no-store', 'close']);
    assert.equal(headers['referrer-policy'], 'no-referrer');
    const location = String(headers['location']);
    assert.ok(location.startsWith(`${returnTo}&certificate=`));
    const proof = proofIn(location);
    assert.ok(!Buffer.from(proof, 'base64url').includes(id), 'it is sealed');
    assert.deepEqual(await bench.there.redeem('a2', proof), { kind: 'refused', code: 'proof_of_other_attempt' });
    const both = await Promise.all([bench.here.redeem('a1', proof), bench.there.redeem('a1', proof)]);
    const [accepted, refused] = both.toSorted((one, other) => one.kind.localeCompare(other.kind));
    assert.deepEqual(accepted, { kind: 'accepted', userId: id });
    assert.deepEqual(refused, { kind: 'refused', code: 'proof_used' });
    const rows = await store
      .one()
      .all<{ event: string }>('SELECT event FROM audit_event ORDER BY sequence DESC LIMIT 1');
    assert.match(rows[0]?.event ?? '', /certificate-sign-in\.accepted/);
    assert.match(rows[0]?.event ?? '', new RegExp(id));
  });

  it('takes TLS 1.2 too, and an authority in between that is sent along', async () => {
    const { userPrincipalName } = await bench.person();
    await bench.trust(root, { staleRevocation: 'accept' });
    const leaf = between.cardWithKey({ upn: [userPrincipalName] });
    const chain = { ...leaf, certificate: `${leaf.certificate}${between.certificate}` };
    for (const more of [{}, { maxVersion: 'TLSv1.2' }] as const) {
      const { status } = await bench.show(await bench.here.begin('a1', returnTo), chain, more);
      assert.equal(status, 303);
    }
    await bench.trust(root, { staleRevocation: 'refuse' });
    await refusedPage(chain, 'certificate_revocation_unknown');
  });

  it('refuses a proof that is older than a minute, and one that was made up or changed', async () => {
    const { userPrincipalName } = await bench.person();
    const { headers } = await bench.show(await bench.here.begin('a1', returnTo), card({ upn: [userPrincipalName] }));
    const proof = proofIn(headers['location']);
    for (const made of ['', 'abc', `${proof}A`, `${proof.slice(0, -2)}AA`, proof.slice(4)]) {
      assert.deepEqual(await bench.here.redeem('a1', made), { kind: 'refused', code: 'proof_unknown' });
    }
    const link = new URL(await bench.here.begin('a1', returnTo)).searchParams.get('attempt') ?? '';
    assert.deepEqual(await bench.here.redeem('a1', link), { kind: 'refused', code: 'proof_unknown' });
    bench.clock.time += 60_000;
    assert.deepEqual(await bench.here.redeem('a1', proof), { kind: 'refused', code: 'proof_expired' });
  });

  it('refuses a link that has led on already, on any node, is too old, repeated, missing or made up', async () => {
    const { id, userPrincipalName } = await bench.person();
    const identity = card({ upn: [userPrincipalName] });
    const url = await bench.here.begin('a1', returnTo);
    const elsewhere = url.replace(`:${bench.here.port}`, `:${bench.there.port}`);
    const both = await Promise.all([url, elsewhere].map((one) => bench.show(one, identity)));
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((one, other) => one - other),
      [303, 400],
    );
    assert.deepEqual(bench.refusals(), [['certificate-sign-in.refused', 'link_used']]);
    assert.equal(bench.events[0]?.userId, id);
    bench.events.length = 0;
    const base = url.replace(/\?.*/, '');
    const unknown = [base, `${base}?attempt=`, `${url}&attempt=x`, `${url}A`, `${base}?attempt=${'A'.repeat(9000)}`];
    for (const made of unknown) {
      const { status, text } = await bench.show(made, identity);
      assert.deepEqual([status, text.includes('link_unknown'), text.includes('href')], [400, true, false], made);
    }
    const late = await bench.here.begin('a1', returnTo);
    bench.clock.time += 900_000;
    assert.match((await bench.show(late, identity)).text, /link_expired/);
    assert.deepEqual(bench.events.at(-1)?.code, 'link_expired');
    assert.equal(bench.events.length, unknown.length + 1);
  });

  it('refuses a browser that shows no certificate, whatever its headers say (certificate_missing)', async () => {
    const { userPrincipalName } = await bench.person();
    const { certificate } = card({ upn: [userPrincipalName] });
    const claimed = encodeURIComponent(certificate);
    const headers = {
      'x-client-cert': claimed,
      'x-ssl-client-cert': claimed,
      'x-ssl-client-verify': 'SUCCESS',
      'client-cert': `:${Buffer.from(certificate).toString('base64')}:`,
      'x-forwarded-client-cert': `Cert="${claimed}"`,
    };
    const { status, text } = await bench.show(await bench.here.begin('a1', returnTo), undefined, { headers });
    assert.equal(status, 403);
    assert.match(text, /certificate_missing/);
    bench.events.length = 0;
    await refusedPage(undefined, 'certificate_missing');
  });

  it('refuses a certificate of an unknown authority, also one of the same name (certificate_untrusted)', async () => {
    const { userPrincipalName } = await bench.person();
    await refusedPage(stranger.cardWithKey({ upn: [userPrincipalName] }), 'certificate_untrusted');
  });

  it('refuses a certificate after its end, and before its beginning', async () => {
    const { userPrincipalName } = await bench.person();
    const identity = card({ upn: [userPrincipalName], days: 5 });
    const now = bench.clock.time;
    bench.clock.time = now + 6 * 86_400_000;
    await refusedPage(identity, 'certificate_expired');
    bench.clock.time = now - 30 * 86_400_000;
    bench.events.length = 0;
    await refusedPage(identity, 'certificate_not_yet_valid');
  });

  it('refuses a certificate that has been revoked (certificate_revoked)', async () => {
    const { userPrincipalName } = await bench.person();
    const identity = card({ upn: [userPrincipalName] });
    root.revokePem(identity.certificate);
    await bench.trust(root);
    await refusedPage(identity, 'certificate_revoked');
  });

  it('refuses a certificate for something else (certificate_wrong_usage)', async () => {
    const { userPrincipalName } = await bench.person();
    await refusedPage(card({ upn: [userPrincipalName], purposes: 'serverAuth' }), 'certificate_wrong_usage');
  });

  it('refuses a certificate that maps to nobody, and one that maps to two', async () => {
    await refusedPage(card({ upn: ['nobody@example.org'] }), 'certificate_unmapped');
    const [one, other] = [await bench.person(), await bench.person()];
    bench.events.length = 0;
    await refusedPage(card({ upn: [one.userPrincipalName, other.userPrincipalName] }), 'certificate_ambiguous');
  });

  it('refuses a certificate of a disabled person, and names them in the audit chain alone', async () => {
    const { id, userPrincipalName } = await bench.person();
    await bench.directory.disableUser(id, 'test');
    await refusedPage(card({ upn: [userPrincipalName] }), 'certificate_disabled');
    assert.equal(bench.events[0]?.userId, id);
  });

  it('refuses what cannot be read as a certificate (certificate_malformed)', async () => {
    const token = new URL(await bench.here.begin('a1', returnTo)).searchParams.get('attempt') ?? '';
    for (const chain of [[new Uint8Array([48, 0])], Array.from({ length: 9 }, () => new Uint8Array([48, 0]))]) {
      assert.equal((await bench.answer(token, chain)).status, 403);
      assert.equal(bench.events.at(-1)?.code, 'certificate_malformed');
    }
  });

  it('slows down who tries many certificates (too_many_attempts)', async () => {
    const url = await bench.here.begin('a1', returnTo);
    for (let tries = 0; tries < 30; tries += 1) await bench.show(url);
    const { status, text } = await bench.show(url);
    assert.equal(status, 429);
    assert.match(text, /too_many_attempts/);
  });

  it('answers nothing but GET, and nothing at another address', async () => {
    const url = await bench.here.begin('a1', returnTo);
    const { status, headers } = await bench.show(url, undefined, { method: 'POST' });
    assert.deepEqual([status, headers['allow']], [405, 'GET']);
    for (const path of ['/', '/sign-in/certificate/', '/sign-in/certificates', '/health']) {
      assert.equal((await bench.show(new URL(path, url).href)).status, 404, path);
    }
  });

  it('says of a person that they have a certificate once one is bound to them', async () => {
    const { id } = await bench.person();
    assert.equal(await bench.here.has(id), false);
    assert.equal(await bench.here.has('nobody'), false);
    await bench.directory.bindCard(id, { rule: 'certificate', certificate: card({}).certificate }, 'test');
    assert.equal(await bench.here.has(id), true);
  });

  it('forgets what was used once it has ended', async () => {
    const { userPrincipalName } = await bench.person();
    const count = async () => (await store.one().all('SELECT hash FROM certificate_sign_in_used')).length;
    await bench.show(await bench.here.begin('a1', returnTo), card({ upn: [userPrincipalName] }));
    assert.ok((await count()) > 0);
    bench.clock.time += 900_000;
    await bench.here.keepHouse();
    assert.equal(await count(), 0);
  });
});

test('the page about the policy names every refusal', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
  const proofs = ['proof_unknown', 'proof_expired', 'proof_of_other_attempt', 'proof_used'];
  for (const code of [...Object.keys(refusals), ...proofs]) assert.ok(page.includes(`\`${code}\``), code);
});
