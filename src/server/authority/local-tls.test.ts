import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseCertificatesPem } from '#protocol/x509/certificate.ts';
import { altNamesOfKind } from '#protocol/x509/extensions/subject-alt-name.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { prepareLocalTls } from './local-tls.ts';

const day = 86_400_000;
let folder = '';
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-tls-'));
});

after(() => rm(folder, { recursive: true, force: true }));

function freshOptions(hostNames: readonly string[] = [], start = Date.UTC(2026, 10, 1)) {
  count += 1;
  const time = { now: start };
  const options = {
    directory: join(folder, `data-${count}`),
    hostNames,
    clock: { now: () => time.now },
    random: systemRandom,
  };
  return { options, time };
}

function server(pem: string) {
  const [certificate] = parseCertificatesPem(pem);
  assert.ok(certificate);
  return certificate;
}

describe('Local TLS', () => {
  it('names localhost, 127.0.0.1, ::1 and the configured hosts, each once', async () => {
    const { options } = freshOptions(['Porch.Example', 'localhost', '10.0.0.7', '[fe80::0:1]']);
    const { certificateChainPem, serverCertificate } = await prepareLocalTls(options);
    assert.equal(serverCertificate, 'issued');
    assert.deepEqual(altNamesOfKind(server(certificateChainPem), 'dns'), ['localhost', 'porch.example']);
    assert.deepEqual(altNamesOfKind(server(certificateChainPem), 'ip'), ['127.0.0.1', '::1', '10.0.0.7', 'fe80::1']);
  });

  it('satisfies openssl verify -x509_strict for a host name and an address', async () => {
    const { options } = freshOptions();
    const { certificateChainPem, rootCertificatePath } = await prepareLocalTls(options);
    const leaf = join(options.directory, 'leaf.pem');
    await writeFile(leaf, certificateChainPem);
    for (const wanted of [
      ['-verify_hostname', 'localhost'],
      ['-verify_ip', '::1'],
    ]) {
      const time = String(options.clock.now() / 1000);
      const args = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-attime',
        time,
        ...wanted,
        '-CAfile',
        rootCertificatePath,
        leaf,
      ];
      assert.match(execFileSync('openssl', args, { encoding: 'utf8' }), /OK/);
    }
  });

  it('carries a real HTTPS request from a client that trusts the root', async () => {
    const { options } = freshOptions([], systemClock.now());
    const { keyPem, certificateChainPem, rootPem } = await prepareLocalTls(options);
    const listener = createServer({ key: keyPem, cert: certificateChainPem }, (_, response) => response.end('hello'));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const body = await new Promise<string>((resolve, reject) => {
      const request = get({ host: 'localhost', port, path: '/', ca: rootPem, agent: false, family: 4 }, (response) => {
        response.on('data', (data) => resolve(String(data)));
      });
      request.on('error', reject);
    });
    listener.close();
    assert.equal(body, 'hello');
  });

  it('keeps keys in files that only their owner may read, and leaves no draft behind', async () => {
    const { options } = freshOptions();
    await prepareLocalTls(options);
    assert.deepEqual((await readdir(options.directory)).sort(), ['root-certificate.pem', 'root.pem', 'server.pem']);
    const mode = async (name: string) => ((await stat(join(options.directory, name))).mode & 0o777).toString(8);
    assert.equal(await mode('root.pem'), '600');
    assert.equal(await mode('server.pem'), '600');
    assert.equal(await mode('root-certificate.pem'), '644');
    assert.doesNotMatch(await readFile(join(options.directory, 'root-certificate.pem'), 'utf8'), /PRIVATE/);
  });

  it('is the same after a restart', async () => {
    const { options } = freshOptions();
    const first = await prepareLocalTls(options);
    const second = await prepareLocalTls(options);
    assert.deepEqual(second, { ...first, serverCertificate: 'kept' });
  });

  it('renews the server certificate when under a third of its life is left, under the same root', async () => {
    const { options, time } = freshOptions();
    const first = await prepareLocalTls(options);
    const { notBefore, notAfter } = server(first.certificateChainPem);
    const third = (notAfter - notBefore) / 3;
    time.now = notAfter - third;
    assert.equal((await prepareLocalTls(options)).serverCertificate, 'kept');
    time.now += 1;
    const renewed = await prepareLocalTls(options);
    assert.equal(renewed.serverCertificate, 'issued');
    assert.equal(renewed.rootPem, first.rootPem);
    assert.ok(renewed.notAfter > first.notAfter);
  });

  it('issues anew when a host name was added, and keeps what has more names than needed', async () => {
    const { options } = freshOptions();
    await prepareLocalTls(options);
    const more = { ...options, hostNames: ['porch.example'] };
    assert.equal((await prepareLocalTls(more)).serverCertificate, 'issued');
    assert.equal((await prepareLocalTls(options)).serverCertificate, 'kept');
  });

  it('issues anew when the root was made anew', async () => {
    const { options } = freshOptions();
    const first = await prepareLocalTls(options);
    await rm(join(options.directory, 'root.pem'));
    const second = await prepareLocalTls(options);
    assert.equal(second.serverCertificate, 'issued');
    assert.notEqual(second.rootPem, first.rootPem);
  });

  it('makes a new root before the old one ends', async () => {
    const { options, time } = freshOptions();
    const first = await prepareLocalTls(options);
    time.now += 9 * 365 * day;
    const second = await prepareLocalTls(options);
    assert.notEqual(second.rootPem, first.rootPem);
    assert.equal(second.serverCertificate, 'issued');
    assert.equal(await readFile(second.rootCertificatePath, 'utf8'), second.rootPem);
  });

  it('gives several processes that start at once one root', async () => {
    const { options } = freshOptions();
    const all = await Promise.all(Array.from({ length: 8 }, () => prepareLocalTls(options)));
    assert.equal(new Set(all.map(({ rootPem }) => rootPem)).size, 1);
  });

  it('refuses host names that a certificate cannot carry, and damaged files', async () => {
    await assert.rejects(prepareLocalTls(freshOptions(['münchen.example']).options), { code: 'der_bad_text' });
    await assert.rejects(prepareLocalTls(freshOptions(['300.0.0.1']).options), { code: 'der_bad_value' });
    const { options } = freshOptions();
    await prepareLocalTls(options);
    await writeFile(join(options.directory, 'root.pem'), 'damaged');
    await assert.rejects(prepareLocalTls(options), { code: 'pem_missing_block' });
  });
});
