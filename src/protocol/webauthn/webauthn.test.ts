import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nodeCrypto } from '#runtime/crypto.ts';
import appendix from '#test/vectors/rfc/rfc8949-a.json' with { type: 'json' };
import level3 from '#test/vectors/webauthn/level-3.json' with { type: 'json' };
import { toBase64url } from '../encoding/base64.ts';
import { concat, fromHex, toHex } from '../encoding/bytes.ts';
import { CborError, type CborValue, writeCbor } from '../encoding/cbor.ts';
import { utf8 } from '../encoding/utf8.ts';
import { encodeAttestationObject, parseAttestationObject } from './attestation-object.ts';
import { type AuthenticatorData, encodeAuthenticatorData, parseAuthenticatorData } from './authenticator-data.ts';
import { parseCanonicalCbor, writeCanonicalCbor } from './canonical-cbor.ts';
import { type ClientData, encodeClientData, parseClientData } from './client-data.ts';
import { encodeEs256Key, parseEs256Key } from './cose-key.ts';
import { parseCreationOptions, parseRequestOptions } from './credential-options.ts';
import { WebAuthnError, type WebAuthnErrorCode } from './webauthn-error.ts';

/** Right messages, to be spoiled. */
const vectors = [level3.examples['none-es256'], level3.examples['packed-self-es256']] as const;

const bytes = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((array) => new Uint8Array(array));
const point = bytes(64, 64).map((coordinates) => concat(new Uint8Array([4]), coordinates));
const extensions = fc.constantFrom(
  undefined,
  new Map<string, CborValue>([['credProtect', 2]]),
  new Map<string, CborValue>([
    ['b', true],
    ['aa', 'x'],
  ]),
);
const plain = { noNullPrototype: true };
const credential = fc.record({ aaguid: fc.uuid(), id: bytes(1, 64), publicKey: point }, plain);

const data: fc.Arbitrary<AuthenticatorData> = fc
  .record({
    rpIdHash: bytes(32, 32),
    userPresent: fc.boolean(),
    userVerified: fc.boolean(),
    backupEligible: fc.boolean(),
    backedUp: fc.boolean(),
    signCount: fc.nat({ max: 2 ** 32 - 1 }),
    credential: fc.option(credential, { nil: undefined }),
    extensions,
  })
  .map(({ backedUp, credential: made, extensions: extended, ...rest }) =>
    Object.assign(rest, made && { credential: made }, extended && { extensions: extended }, {
      backedUp: backedUp && rest.backupEligible,
    }),
  );

const clientData: fc.Arbitrary<ClientData> = fc.record(
  {
    type: fc.constantFrom('webauthn.create', 'webauthn.get'),
    challenge: bytes(16, 64),
    origin: fc.string({ unit: 'binary' }),
    crossOrigin: fc.boolean(),
    topOrigin: fc.string({ unit: 'grapheme' }),
  },
  { requiredKeys: ['type', 'challenge', 'origin', 'crossOrigin'], ...plain },
);

function throwsOnlyTyped(parse: (input: Uint8Array) => unknown): void {
  const inputs = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // A right message with one byte changed gets further than noise.
    fc.tuple(fc.constantFrom(...vectors), fc.nat(), fc.nat({ max: 255 })).map(([{ registration }, at, byte]) => {
      const message = fromHex(registration.attestationObject);
      message[at % message.length] = byte;
      return message;
    }),
  );
  const check = (input: Uint8Array) => {
    try {
      parse(input);
    } catch (error) {
      assert.ok(error instanceof WebAuthnError || error instanceof CborError, String(error));
    }
  };
  fc.assert(fc.property(inputs, check), { numRuns: 500 });
}

const isError = (code: WebAuthnErrorCode) => (error: unknown) => error instanceof WebAuthnError && error.code === code;

describe('Canonical CBOR (CTAP 2.1 section 8)', () => {
  it('takes the examples of RFC 8949 appendix A exactly where they are canonical', () => {
    const canonical = appendix.filter(({ hex }) => {
      try {
        assert.equal(toHex(writeCanonicalCbor(parseCanonicalCbor(fromHex(hex)))), hex);
        return true;
      } catch (error) {
        assert.ok(error instanceof CborError || error instanceof WebAuthnError, String(error));
        return false;
      }
    });
    const left = appendix.filter((example) => !canonical.includes(example)).map(({ hex }) => hex);
    // Tags, simple values, short floats, indefinite lengths and deep nesting are left; nothing else is.
    assert.deepEqual(
      left.filter((hex) => !/^(?:[cd]|3b|[5789b]f|f[^4-6]|8301|826161bf)/.test(hex)),
      [],
    );
    assert.ok(canonical.length > 40);
    for (const hex of ['1800', '190001', '5801ff', 'a2020001ff', '9f00ff', '5f4100ff', 'bf0000ff', 'a2616100016000']) {
      assert.throws(() => parseCanonicalCbor(fromHex(hex)), /CborError|WebAuthnError/, hex);
    }
  });

  it('orders keys by type, then length, then bytes', () => {
    const map = new Map<string | number, CborValue>(['b', 'aa', -1, 10, 'a', 24, 'é', -300].map((key) => [key, 0]));
    const keys = [...(parseCanonicalCbor(writeCanonicalCbor(map)) as Map<unknown, unknown>).keys()];
    assert.deepEqual(keys, [10, 24, -1, -300, 'a', 'b', 'aa', 'é']);
    assert.throws(
      () => parseCanonicalCbor(writeCbor(new Map([[1, 0]].concat([[0, 0]]) as [number, number][]))),
      isError('cbor_not_canonical'),
    );
  });

  it('is nested four levels deep and no deeper', () => {
    assert.deepEqual(parseCanonicalCbor(fromHex('81818100')), [[[0]]]);
    assert.throws(() => parseCanonicalCbor(fromHex('8181818100')), { code: 'cbor_too_deep' });
  });
});

describe('Keys (RFC 9053 section 7.1.1)', () => {
  it('give back the point that was written (property)', () => {
    fc.assert(fc.property(point, (key) => assert.deepEqual(parseEs256Key(encodeEs256Key(key)), key)));
  });

  it('are refused when they are of another kind, or have members too many or too few', () => {
    const key = (...members: [number, CborValue][]) => writeCanonicalCbor(new Map(members));
    const [x, y] = [new Uint8Array(32), new Uint8Array(32)];
    const right: [number, CborValue][] = [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, x],
      [-3, y],
    ];
    const without = (label: number) => right.filter(([name]) => name !== label);
    assert.ok(parseEs256Key(key(...right)));
    for (const [label, value] of [
      [1, 3],
      [3, -257],
      [3, -8],
      [-1, 2],
    ] as const) {
      assert.throws(() => parseEs256Key(key(...without(label), [label, value])), isError('cose_key_unsupported'));
    }
    for (const members of [without(-2), [...without(-3), [-3, y.subarray(1)]], [...right, [-4, y]]]) {
      assert.throws(() => parseEs256Key(key(...(members as [number, CborValue][]))), isError('cose_key_malformed'));
    }
    assert.throws(() => parseEs256Key(writeCbor([1])), isError('cose_key_malformed'));
    throwsOnlyTyped(parseEs256Key);
  });
});

describe('Authenticator data (W3C WebAuthn section 6.1)', () => {
  it('is read as it was written (property)', () => {
    fc.assert(fc.property(data, (one) => assert.deepEqual(parseAuthenticatorData(encodeAuthenticatorData(one)), one)));
  });

  it('is refused when it is cut, goes on, or contradicts itself', () => {
    const [vector] = vectors;
    const whole = parseAttestationObject(fromHex(vector?.registration.attestationObject ?? '')).authenticatorData;
    const refused = isError('authenticator_data_malformed');
    for (let length = 0; length < whole.length; length += 1) {
      assert.throws(() => parseAuthenticatorData(whole.subarray(0, length)), refused, String(length));
    }
    assert.throws(() => parseAuthenticatorData(concat(whole, new Uint8Array([0]))), refused);
    const withFlags = (flags: number) => {
      const changed = new Uint8Array(whole);
      changed[32] = flags;
      return changed;
    };
    for (const flags of [0x01, 0x41 | 0x02, 0x41 | 0x20, 0x41 | 0x10, 0x41 | 0x80]) {
      assert.throws(() => parseAuthenticatorData(withFlags(flags)), refused, flags.toString(16));
    }
    throwsOnlyTyped(parseAuthenticatorData);
  });
});

describe('Attestation objects (W3C WebAuthn section 6.5.4)', () => {
  it('are read as they were written (property)', () => {
    const statement = fc.oneof(
      fc.constant({ format: 'none' as const }),
      bytes(70, 72).map((signature) => ({ format: 'packed' as const, signature })),
    );
    fc.assert(
      fc.property(fc.record({ authenticatorData: bytes(37, 200), statement }, plain), (object) => {
        assert.deepEqual(parseAttestationObject(encodeAttestationObject(object)), object);
      }),
    );
  });

  it('are refused in other formats, with other members, and as noise', () => {
    const object = (fmt: CborValue, attStmt: CborValue, authData: CborValue = new Uint8Array(37)) =>
      writeCanonicalCbor(
        new Map<string, CborValue>([
          ['fmt', fmt],
          ['attStmt', attStmt],
          ['authData', authData],
        ]),
      );
    const statement = (members: Readonly<Record<string, CborValue>>) => new Map(Object.entries(members));
    const sig = new Uint8Array(70);
    const refusals: readonly (readonly [Uint8Array, WebAuthnErrorCode])[] = [
      [object('apple', statement({ x5c: [sig] })), 'attestation_format_unsupported'],
      [object('packed', statement({ alg: -7, sig, x5c: [sig] })), 'attestation_format_unsupported'],
      [object('packed', statement({ alg: -257, sig })), 'attestation_object_malformed'],
      [object('packed', statement({ sig })), 'attestation_object_malformed'],
      [object('none', statement({ sig })), 'attestation_object_malformed'],
      [object('none', []), 'attestation_object_malformed'],
      [object('none', statement({}), 'text'), 'attestation_object_malformed'],
      [writeCanonicalCbor('none'), 'attestation_object_malformed'],
      [new Uint8Array([0xff]), 'attestation_object_malformed'],
    ];
    for (const [input, code] of refusals)
      assert.throws(() => parseAttestationObject(input), isError(code), toHex(input));
    throwsOnlyTyped(parseAttestationObject);
  });
});

describe('Client data (W3C WebAuthn section 5.8.1)', () => {
  it('is read as it was written, whatever letters an origin has (property)', () => {
    fc.assert(fc.property(clientData, (one) => assert.deepEqual(parseClientData(encodeClientData(one)), one)));
  });

  it('escapes what section 5.8.1.1 escapes, in its way', () => {
    const origin = 'a"b\\c\u0000\u001f\n/é😀';
    const text = Buffer.from(
      encodeClientData({ type: 'webauthn.get', challenge: utf8('x'), origin, crossOrigin: false }),
    ).toString();
    assert.equal(
      text,
      '{"type":"webauthn.get","challenge":"eA","origin":"a\\"b\\\\c\\u0000\\u001f\\u000a/é😀","crossOrigin":false}',
    );
  });

  it('is refused when a member is missing or of another type', () => {
    const good = { type: 'webauthn.get', challenge: 'eA', origin: 'https://a.example', crossOrigin: false };
    const wrong = [
      { type: 'x' },
      { challenge: 'e' },
      { challenge: 1 },
      { origin: null },
      { crossOrigin: 'no' },
      { topOrigin: 1 },
    ];
    for (const change of wrong) {
      assert.throws(
        () => parseClientData(utf8(JSON.stringify({ ...good, ...change }))),
        isError('client_data_malformed'),
      );
    }
    assert.throws(() => parseClientData(utf8('[]')), isError('client_data_malformed'));
    throwsOnlyTyped(parseClientData);
  });
});

describe('Options (W3C WebAuthn sections 5.4, 5.5)', () => {
  const text = (value: string) => toBase64url(utf8(value));
  const creation = {
    rp: { name: 'Example', id: 'example.org' },
    user: { id: text('1'), name: 'ada', displayName: 'Ada' },
    challenge: text('challenge'),
    pubKeyCredParams: [
      { type: 'public-key', alg: -8 },
      { type: 'other', alg: 1 },
    ],
  };

  it('have the defaults of the specification, and pass over what is unknown', () => {
    const options = parseCreationOptions({ ...creation, attestation: 'odd', hints: ['x'] });
    assert.deepEqual(
      [options.algorithms, options.attestation, options.userVerification, options.residentKey, options.attachment],
      [[-8], 'none', 'preferred', 'discouraged', undefined],
    );
    assert.deepEqual(parseCreationOptions({ ...creation, pubKeyCredParams: [] }).algorithms, [-7, -257]);
    const request = parseRequestOptions({ challenge: text('c'), allowCredentials: [] });
    assert.deepEqual([request.rpId, request.allowedIds], [undefined, undefined]);
  });

  it('are refused when they are of no use', () => {
    const wrong = [
      null,
      [],
      {},
      { ...creation, challenge: '*' },
      { ...creation, rp: {} },
      { ...creation, pubKeyCredParams: 1 },
    ];
    const users = [
      { id: '', name: 'a', displayName: 'a' },
      { id: toBase64url(new Uint8Array(65)), name: 'a', displayName: 'a' },
    ];
    for (const options of [...wrong, ...users.map((user) => Object.assign({}, creation, { user }))]) {
      assert.throws(() => parseCreationOptions(options), isError('options_malformed'));
    }
    for (const options of [null, {}, { challenge: text('c'), allowCredentials: [{ type: 'public-key', id: 1 }] }]) {
      assert.throws(() => parseRequestOptions(options), isError('options_malformed'));
    }
  });
});

it('a point off the curve is refused where the key is imported', () => {
  const key = parseEs256Key(encodeEs256Key(concat(new Uint8Array([4]), new Uint8Array(64))));
  assert.throws(() => nodeCrypto.p256(key), { name: 'KeyError' });
});
