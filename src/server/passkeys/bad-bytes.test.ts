import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { onEveryEngine } from '#test/support/engines.ts';
import { SoftwareAuthenticator } from '#test/support/software-authenticator.ts';
import { passkeyRefusals } from './refusals.ts';
import { openBench, origin } from './testing/bench.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

/** Neither ceremony lets it in, and neither throws. */
async function isRefused({ passkeys, userId, newAttempt }: Bench, response: unknown, code?: string): Promise<void> {
  for (const outcome of [
    await passkeys.finishSignIn({ attempt: newAttempt(), response }),
    await passkeys.finishRegistration({ attempt: newAttempt(), userId, response }),
  ]) {
    assert.ok(outcome.kind === 'refused' && outcome.code in passkeyRefusals);
    if (code !== undefined) assert.equal(outcome.code, code);
  }
}

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');

onEveryEngine('Answers of browsers that are none', (store) => {
  it('are malformed: no JSON, wrong types, missing members, other base64', async () => {
    const bench = await openBench(store.one());
    const begun = await bench.passkeys.beginRegistration({ attempt: bench.newAttempt(), userId: bench.userId });
    const right = await bench.authenticator.create(begun.kind === 'begun' ? begun.options : assert.fail());
    const inner = right.response;
    const clientData = { type: 'webauthn.create', challenge: 'AAAA', origin };
    const withClientData = (data: object) => {
      const clientDataJSON = base64url(JSON.stringify(data));
      return { ...right, response: { ...inner, clientDataJSON } };
    };
    const wrong: unknown[] = [
      undefined,
      null,
      '',
      '{',
      'null',
      '[]',
      7,
      [],
      {},
      { ...right, id: `${right.id}=` },
      { ...right, id: 'A'.repeat(1368), rawId: 'A'.repeat(1368) },
      { ...right, rawId: 'BBBB' },
      { ...right, type: 'password' },
      { ...right, response: null },
      { ...right, response: [] },
      { ...right, response: { ...inner, clientDataJSON: undefined } },
      { ...right, response: { ...inner, clientDataJSON: 7 } },
      { ...right, response: { ...inner, clientDataJSON: 'a+b/' } },
      { ...right, response: { ...inner, clientDataJSON: base64url(new Uint8Array([0xff, 0xfe])) } },
      { ...right, response: { ...inner, clientDataJSON: base64url('"text"') } },
      ...[
        { ...clientData, type: 1 },
        { ...clientData, challenge: null },
        { ...clientData, origin: ['https://id.example.org'] },
      ].map(withClientData),
    ];
    for (const response of wrong) await isRefused(bench, response, 'passkey_malformed');
    for (const transports of [{}, ['usb', 7], ['USB'], Array.from({ length: 11 }, () => 'usb')]) {
      const { passkeys, userId, newAttempt } = bench;
      const response = { ...right, response: { ...inner, transports } };
      const outcome = await passkeys.finishRegistration({ attempt: newAttempt(), userId, response });
      assert.equal(outcome.kind === 'refused' && outcome.code, 'passkey_malformed');
    }
  });

  it('are too large, as text and as an object', async () => {
    const bench = await openBench(store.one());
    await isRefused(bench, 'x'.repeat(200_000), 'passkey_too_large');
    await isRefused(bench, { id: 'x'.repeat(200_000) }, 'passkey_too_large');
    await isRefused(bench, '['.repeat(100_000), 'passkey_malformed');
  });

  it('hold bytes of no meaning where the authenticator’s should be (sections 6.1 and 6.5.4)', async () => {
    const bench = await openBench(store.one());
    const { passkeys, userId, newAttempt, authenticator, added } = bench;
    await added();
    const deep = Buffer.concat([Buffer.alloc(20_000, 0x81), Buffer.from([0])]);
    const pieces = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(new Uint8Array(deep)));
    await fc.assert(
      fc.asyncProperty(pieces, async (bytes) => {
        const attempt = newAttempt();
        const begun = await passkeys.beginRegistration({ attempt, userId });
        const options = begun.kind === 'begun' ? begun.options : assert.fail();
        const right = await new SoftwareAuthenticator({ origin }).create(options);
        const response = { ...right, response: { ...right.response, attestationObject: base64url(bytes) } };
        const made = await passkeys.finishRegistration({ attempt, userId, response });
        assert.deepEqual(made, { kind: 'refused', code: 'passkey_malformed' });

        const { options: asked } = await passkeys.beginSignIn({ attempt });
        const answer = await authenticator.get(asked);
        for (const member of ['authenticatorData', 'signature'] as const) {
          const broken = { ...answer, response: { ...answer.response, [member]: base64url(bytes) } };
          const outcome = await passkeys.finishSignIn({ attempt, response: broken });
          assert.equal(outcome.kind, 'refused');
        }
      }),
      { numRuns: 25 },
    );
  });

  it('differ from a right one in one bit', async () => {
    const { passkeys, newAttempt, authenticator, added } = await openBench(store.one());
    await added();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('authenticatorData', 'signature', 'clientDataJSON', 'userHandle'),
        fc.nat(10_000),
        async (member, place) => {
          const attempt = newAttempt();
          const { options } = await passkeys.beginSignIn({ attempt });
          const answer = await authenticator.get(options);
          const bytes = Buffer.from((answer.response as Record<string, string>)[member] ?? '', 'base64url');
          // The library reads the two bytes around a signature's numbers as leniently as some authenticators write them.
          const first = member === 'signature' ? 2 : 0;
          const at = first + (place % (bytes.length - first));
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (place % 8));
          const response = { ...answer, response: { ...answer.response, [member]: base64url(bytes) } };
          assert.equal((await passkeys.finishSignIn({ attempt, response })).kind, 'refused');
        },
      ),
      { numRuns: 60 },
    );
  });
});
