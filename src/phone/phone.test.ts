import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { compactVerify, importJWK } from 'jose';
import { offerAddress } from '#api/authenticator.ts';
import { systemRandom } from '#runtime/random.ts';
import { createPhone, type PhonePorts, type StoredAccount } from './phone.ts';
import { fileCrypto, type Subtle, webCrypto } from './web-crypto.ts';

const subtle = webcrypto.subtle as unknown as Subtle;
const issuer = 'https://id.example.org';
const account = {
  issuer,
  organisation: 'Example',
  userId: 'ada',
  userPrincipalName: 'ada@example.org',
  fullName: 'Ada',
};
const request = {
  id: 'request-1',
  userId: 'ada',
  purpose: 'login',
  target: 'Mac',
  macSerialNumber: 'C02',
  address: '192.0.2.7',
  begunAt: '2026-11-29T12:00:00.000Z',
  expiresAt: '2026-11-29T12:01:00.000Z',
  triesLeft: 3,
} as const;

type Answer = readonly [status: number, body: unknown];

/** A phone whose server says what a test has it say. */
function phoneWith(answers: (path: string, counter: number) => Answer) {
  const stored: StoredAccount[] = [];
  const sent: { path: string; headers: Record<string, string>; body: string | undefined }[] = [];
  const ports: PhonePorts = {
    fetch: async (url, { headers, body }) => {
      sent.push({ path: url.slice(issuer.length), headers, body });
      const [status, value] = answers(url.slice(issuer.length), sent.length);
      return { status, text: () => (value === undefined ? '' : JSON.stringify(value)) };
    },
    crypto: webCrypto(subtle),
    clock: { now: () => Date.UTC(2026, 10, 29, 12) },
    random: systemRandom,
    storage: {
      accounts: async () => stored,
      put: async (one) => void stored.splice(0, 1, one),
      remove: async () => void stored.splice(0, 1),
      exclusively: (work) => work(),
    },
  };
  const add = async () => {
    const { key, publicKey } = await ports.crypto.newKey();
    const more = { name: 'Phone', counter: 4, clockOffset: 0, codesUri: undefined, pushKey: 'B' };
    stored.push({ ...account, ...more, authenticatorId: 'phone-1', key });
    return publicKey;
  };
  return { ...createPhone(ports), stored, sent, add };
}

async function codeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

describe('A phone', () => {
  it('signs each request with the next counter, which it keeps first; jose verifies it (RFC 7515)', async () => {
    const phone = phoneWith(() => [200, { requests: [], now: request.begunAt }]);
    const key = await importJWK({ ...(await phone.add()) }, 'ES256');
    await phone.requests('phone-1');
    const [, jws = ''] = /^Phone (.+)$/.exec(phone.sent[0]?.headers['authorization'] ?? '') ?? [];
    const { payload, protectedHeader } = await compactVerify(jws, key);
    assert.deepEqual(protectedHeader, { alg: 'ES256', typ: 'phone-request+jwt', kid: 'phone-1' });
    const { jti, ...claims } = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
    assert.equal(typeof jti, 'string');
    assert.deepEqual(claims, {
      aud: issuer,
      htm: 'GET',
      htu: '/authenticator/api/requests',
      bh: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
      iat: Date.UTC(2026, 10, 29, 12) / 1000,
      ctr: 5,
    });
    assert.equal(phone.stored[0]?.counter, 5);
  });

  it('shows nothing of somebody else', async () => {
    const phone = phoneWith(() => [200, { requests: [{ ...request, userId: 'bob' }], now: request.begunAt }]);
    await phone.add();
    assert.deepEqual(await phone.requests('phone-1'), []);
  });

  it('tells apart a refusal of ours, one that it does not know, and what is no answer of ours', async () => {
    const body = { error: 'access_denied', code: 'authenticator_locked', error_description: 'Locked.' };
    const answers: readonly (readonly [Answer, string])[] = [
      [[403, body], 'authenticator_locked'],
      [[503, { ...body, code: 'store_unavailable' }], 'server_failed'],
      [[502, undefined], 'server_failed'],
      [[200, { requests: 'many' }], 'answer_not_understood'],
      [[200, undefined], 'answer_not_understood'],
      [[200, { requests: [{ ...request, purpose: 'anything' }], now: request.begunAt }], 'answer_not_understood'],
    ];
    for (const [answer, code] of answers) {
      const phone = phoneWith(() => answer);
      await phone.add();
      assert.equal(await codeOf(() => phone.requests('phone-1')), code);
    }
  });

  it('with a wrong clock tries once more by the server’s, and no third time', async () => {
    const late = { error: 'invalid_token', code: 'signature_outdated', error_description: 'Late.' };
    const now = '2026-11-29T15:00:00.000Z';
    const phone = phoneWith(() => [401, { ...late, now }]);
    await phone.add();
    assert.equal(await codeOf(() => phone.requests('phone-1')), 'signature_outdated');
    assert.equal(phone.sent.length, 2);
    assert.equal(phone.stored[0]?.clockOffset, 3 * 3_600_000);
  });

  it('proves its key to no server but the one that the code names', async () => {
    const view = {
      account: { ...account, issuer: 'https://bank.example' },
      challenge: 'c',
      expiresAt: request.expiresAt,
      unlock: 'required',
      oneTimeCodes: false,
    };
    const phone = phoneWith(() => [200, view]);
    const address = offerAddress(issuer, 'A'.repeat(43));
    const wish = { name: 'Phone', unlock: 'pin' } as const;
    assert.equal(await codeOf(() => phone.enroll(address, wish)), 'offer_of_another_server');
    assert.equal(phone.sent.length, 1);
    assert.equal(await codeOf(() => phone.enroll('https://id.example.org/', wish)), 'offer_address_malformed');
  });

  it('asks for a number of two digits, and knows its accounts', async () => {
    const phone = phoneWith(() => [200, { outcome: 'approved' }]);
    await phone.add();
    for (const number of ['', '1', '123', 'ab', '١٢', ' 12']) {
      assert.equal(await codeOf(async () => phone.approve('phone-1', request, number, 'pin')), 'number_malformed');
    }
    assert.equal(phone.sent.length, 0);
    assert.equal(await codeOf(() => phone.requests('phone-2')), 'account_unknown');
    assert.equal(await phone.code('phone-1'), undefined);
  });

  it('keeps an account that it could not remove at the server, and removes one that the server has forgotten', async () => {
    const refusal = (code: string) => [403, { error: 'e', code, error_description: 'No.' }] as const;
    const away = phoneWith(() => [502, undefined]);
    await away.add();
    assert.equal(await codeOf(() => away.remove('phone-1')), 'server_failed');
    assert.equal(away.stored.length, 1);
    const removed = phoneWith(() => refusal('authenticator_removed'));
    await removed.add();
    await removed.remove('phone-1');
    assert.equal(removed.stored.length, 0);
  });
});

describe('Keys of a phone (WebCrypto)', () => {
  it('cannot be read out in a browser', async () => {
    const { key } = await webCrypto(subtle).newKey();
    await assert.rejects(webcrypto.subtle.exportKey('jwk', key as webcrypto.CryptoKey), /not extractable/i);
  });

  it('of a script survive a file', async () => {
    const made = await fileCrypto(subtle).newKey();
    const key = JSON.parse(JSON.stringify(made.key)) as object;
    const data = new TextEncoder().encode('data');
    const signature = await fileCrypto(subtle).sign(key, data);
    const judge = await webcrypto.subtle.importKey(
      'jwk',
      { ...made.publicKey },
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['verify'],
    );
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    assert.ok(await webcrypto.subtle.verify(algorithm, judge, new Uint8Array(signature), data));
  });
});
