import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AuditEvent, encodeAuditEvent, parseAuditEvent } from './audit-event.ts';

/** Any UTF-16, halves of surrogate pairs and U+0000 included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

const anyDetail = fc.dictionary(
  anyText,
  fc.oneof(anyText, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
);

const anyEvent: fc.Arbitrary<AuditEvent> = fc.record(
  {
    type: anyText,
    outcome: fc.constantFrom('allowed', 'refused', 'changed'),
    code: anyText,
    actor: anyText,
    userId: anyText,
    deviceId: anyText,
    address: anyText,
    requestId: anyText,
    detail: anyDetail,
  },
  { requiredKeys: ['type', 'outcome'] },
);

describe('canonical audit event (RFC 8785)', () => {
  it('sorts names, leaves nothing between them and escapes as the RFC says', () => {
    const event: AuditEvent = {
      type: 'platform-sso.login.refused',
      outcome: 'refused',
      userId: 'zoë',
      code: 'nonce_replayed',
      detail: { tries: 2, 'a "b"\n': true, none: null, text: '\u20ac\u0000' },
    };
    const expected =
      '{"code":"nonce_replayed","detail":{"a \\"b\\"\\n":true,"none":null,"text":"€\\u0000","tries":2},' +
      '"outcome":"refused","type":"platform-sso.login.refused","userId":"zoë"}';
    assert.equal(encodeAuditEvent(event), expected);
  });

  it('sorts by UTF-16 code units, as in the example of RFC 8785 section 3.2.3', () => {
    const detail = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const text = encodeAuditEvent({ type: 't', outcome: 'allowed', detail });
    const expected = [
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ];
    const positions = expected.map((value) => text.indexOf(`"${value}"`));
    assert.ok(!positions.includes(-1));
    assert.deepStrictEqual(
      positions.toSorted((left, right) => left - right),
      positions,
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const plain: unknown = JSON.parse(JSON.stringify(event));
        assert.deepEqual(parseAuditEvent(encodeAuditEvent(event)), plain);
      }),
    );
  });

  it('is one text whatever the order of the members', () => {
    const property = fc.property(anyEvent, (event) => {
      const entries = Object.entries(event).toReversed();
      const detail = event.detail && Object.fromEntries(Object.entries(event.detail).toReversed());
      const turned = { ...Object.fromEntries(entries), ...(detail && { detail }) } as unknown as AuditEvent;
      assert.equal(encodeAuditEvent(turned), encodeAuditEvent(event));
    });
    fc.assert(property);
  });

  it('is another text for another event', () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, (left, right) => {
        const same = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
        assert.equal(encodeAuditEvent(left) === encodeAuditEvent(right), same);
      }),
    );
  });

  it('is not read from a text that is not canonical, or no event', () => {
    const canonical = '{"outcome":"allowed","type":"a"}';
    assert.deepEqual(parseAuditEvent(canonical), { type: 'a', outcome: 'allowed' });
    const others = [
      '{"type":"a","outcome":"allowed"}',
      '{"outcome": "allowed","type":"a"}',
      '{"outcome":"maybe","type":"a"}',
      '{"outcome":"allowed"}',
      '{"outcome":"allowed","type":1}',
      '{"outcome":"allowed","other":"x","type":"a"}',
      '{"code":null,"outcome":"allowed","type":"a"}',
      '{"detail":[],"outcome":"allowed","type":"a"}',
      '{"detail":{"x":{}},"outcome":"allowed","type":"a"}',
      '[]',
      'null',
      '{',
      '',
    ];
    for (const text of others) assert.equal(parseAuditEvent(text), undefined, text);
  });
});

function sorted(event: AuditEvent): unknown {
  const detail = event.detail && Object.entries(event.detail).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.entries({ ...event, detail }).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
