import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { prepareLocalTls } from './local-tls.ts';
import { profileSigner } from './profile-signer.ts';

const run = promisify(execFile);

test('a signed profile verifies for the openssl program up to the root, and holds the profile unchanged', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'porchlight-signer-'));
  t.after(() => rm(directory, { recursive: true }));
  const tls = await prepareLocalTls({
    directory,
    hostNames: ['id.example.org'],
    clock: systemClock,
    random: systemRandom,
  });
  const profile = new TextEncoder().encode('<?xml version="1.0"?><plist version="1.0"><dict/></plist>\n');
  await writeFile(join(directory, 'p.mobileconfig'), profileSigner(tls, systemClock)(profile));
  const words = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-CAfile', 'root-certificate.pem'];
  const { stdout } = await run('openssl', [...words, '-in', 'p.mobileconfig'], { cwd: directory, encoding: 'buffer' });
  assert.deepEqual(new Uint8Array(stdout), profile);
});

test('an identity without a certificate is refused at once', () => {
  const keyPem = '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n';
  assert.throws(() => profileSigner({ keyPem, certificateChainPem: '' }, systemClock), { code: 'pem_missing_block' });
});
