import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { importX509, jwtVerify } from 'jose';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { createAde } from '../feature.ts';
import { noon, onBench } from '../contract/bench.ts';

onBench('the server token (section 1.7)', (bench) => {
  const download = (server = bench().server) => utf8(bench().apple.organisation.downloadToken(server));

  it('is for a key pair whose certificate the openssl program reads, and whose private key is sealed', async () => {
    const { ade, database } = bench();
    const { certificatePem, kind } = await ade.tokenCertificate('admin');
    assert.equal(kind, 'made');
    const folder = mkdtempSync(join(tmpdir(), 'porchlight-token-'));
    writeFileSync(join(folder, 'c.pem'), certificatePem);
    const text = execFileSync('openssl', ['x509', '-in', 'c.pem', '-noout', '-text'], {
      cwd: folder,
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    assert.match(text, /RSA Public-Key: \(2048 bit\)|Public-Key: \(2048 bit\)/);
    assert.match(text, /Digital Signature, Key Encipherment/);
    const rows = await database.all<{ sealed: Uint8Array }>('SELECT sealed FROM ade_token_key');
    assert.equal(rows.length, 2);
    for (const { sealed } of rows) assert.ok(!Buffer.from(sealed).includes(Buffer.from('2a864886f70d010101', 'hex')));
  });

  it('is renewed with the key pair that waits for it; until then the old one is in use', async () => {
    const { ade, apple, server, database } = bench();
    assert.equal((await ade.status()).isRenewalPrepared, true);
    assert.equal((await ade.importToken(download(), 'admin')).kind, 'renewed');
    assert.equal((await ade.status()).isRenewalPrepared, true);
    const { certificatePem, kind } = await ade.tokenCertificate('admin');
    assert.equal(kind, 'kept');
    apple.organisation.replaceCertificate(server, certificatePem);
    assert.equal((await ade.importToken(download(), 'admin')).kind, 'renewed');
    assert.equal((await ade.status()).isRenewalPrepared, false);
    const rows = await database.all<{ state: string }>('SELECT state FROM ade_token_key');
    assert.deepEqual(rows, [{ state: 'current' }]);
    assert.equal((await ade.sync('administrator')).kind, 'synced');
  });

  it('of another server at Apple is refused, and nothing changes (section 13, 22)', async () => {
    const { ade, apple } = bench();
    await bench().events();
    const before = (await ade.status()).token;
    const { certificatePem } = await ade.tokenCertificate('admin');
    const other = apple.organisation.addServer('other', certificatePem);
    assert.deepEqual(await ade.importToken(download(other), 'admin'), {
      kind: 'refused',
      code: 'ade_token_other_server',
    });
    assert.deepEqual((await ade.status()).token, before);
    assert.equal((await ade.status()).isRenewalPrepared, true);
    assert.equal((await ade.sync('administrator')).kind, 'synced');
  });

  it('is refused when it is for another certificate, damaged, no message at all, or has ended', async () => {
    const { ade, apple } = bench();
    const code = async (file: Uint8Array) => {
      const outcome = await ade.importToken(file, 'admin');
      return outcome.kind === 'refused' ? outcome.code : outcome.kind;
    };
    const folder = mkdtempSync(join(tmpdir(), 'porchlight-token-'));
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k.pem', '-subj', '/CN=x', '-days', '9'];
    const foreign = execFileSync('openssl', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    rmSync(folder, { recursive: true });
    assert.equal(await code(download(apple.organisation.addServer('foreign', foreign))), 'ade_token_undecryptable');
    assert.equal(await code(utf8('hello')), 'ade_token_malformed');
    const good = download();
    assert.equal(await code(good.subarray(0, good.length - 400)), 'ade_token_malformed');
    const late = createAde({ ...bench().ports, clock: { now: () => noon + 400 * 86_400_000 } });
    const outcome = await late.importToken(good, 'admin');
    assert.deepEqual(outcome, { kind: 'refused', code: 'ade_token_expired' });
  });
});

onBench('the token for sign-in with a Managed Apple Account (section 4.7)', (bench) => {
  const service = 'com.apple.maid';

  it('is not there before Apple has said who this server is, nor for another service', async () => {
    assert.equal(await bench().ade.serviceToken(service), undefined);
    assert.equal((await bench().ade.sync('administrator')).kind, 'synced');
    assert.equal(await bench().ade.serviceToken('com.apple.watch.pairing'), undefined);
  });

  it('is a JWT that verifies under the certificate that Apple has, by a library that is not ours', async () => {
    const { ade, apple, server } = bench();
    await ade.sync('administrator');
    const { certificatePem } = await ade.tokenCertificate('admin');
    const uploaded = bench().certificatePem;
    assert.notEqual(certificatePem, uploaded);
    const tokens = [await ade.serviceToken(service), await ade.serviceToken(service)];
    const key = await importX509(uploaded, 'RS256');
    const read = (token: Uint8Array | undefined) =>
      jwtVerify(fromUtf8(token ?? new Uint8Array()) ?? '', key, { currentDate: new Date(noon) });
    const [first, second] = await Promise.all(tokens.map(read));
    assert.deepEqual(first?.protectedHeader, { alg: 'RS256', typ: 'JWT' });
    const { jti, ...claims } = first.payload;
    assert.deepEqual(claims, { iss: server, iat: noon / 1000, service_type: service });
    assert.match(jti ?? '', /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i);
    assert.notEqual(second?.payload.jti, jti);
    // A key pair that waits for a renewal signs nothing: Apple does not know its certificate yet.
    apple.organisation.replaceCertificate(server, certificatePem);
    assert.equal((await ade.importToken(utf8(apple.organisation.downloadToken(server)), 'admin')).kind, 'renewed');
    await ade.sync('administrator');
    const renewed = await importX509(certificatePem, 'RS256');
    const third = fromUtf8((await ade.serviceToken(service)) ?? new Uint8Array()) ?? '';
    assert.equal((await jwtVerify(third, renewed, { currentDate: new Date(noon) })).payload.iss, server);
  });
});

onBench('the secrets of Automated Device Enrollment', (bench) => {
  it('are sealed anew under a new version of the master key, each once', async () => {
    // The bench has one version; the second is told from it by its number alone.
    const { sealer: old } = bench().ports;
    const sealer: Sealer = {
      seal: (plaintext, context) => old.seal(plaintext, context).with(1, 2),
      open: (sealed, context) => old.open(sealed.with(1, 1), context),
      isCurrent: (sealed) => sealed[1] === 2,
    };
    const ade = createAde({ ...bench().ports, sealer });
    assert.equal(await ade.reseal(), 2);
    assert.equal(await ade.reseal(), 0);
    assert.equal((await ade.status()).state, 'ready');
  });
});

onEveryEngine('without a token', (store) => {
  it('a file is refused, a run does nothing, and the state says so', async () => {
    const recorded: string[] = [];
    const ports = {
      database: store.one(),
      clock: { now: () => noon },
      audit: { record: ({ code }: { code?: string }) => void recorded.push(code ?? '') },
    } as unknown as Parameters<typeof createAde>[0];
    const ade = createAde(ports);
    assert.equal((await ade.status()).state, 'not-configured');
    assert.deepEqual(await ade.sync('timer'), { kind: 'not-configured' });
    const outcome = await ade.importToken(utf8('x'), 'admin');
    assert.deepEqual(outcome, { kind: 'refused', code: 'ade_token_certificate_missing' });
    assert.deepEqual(recorded, ['ade_token_certificate_missing']);
    assert.deepEqual(await ade.disown('A', 'admin'), { kind: 'not-found' });
  });
});
