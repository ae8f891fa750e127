import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../encoding/utf8.ts';
import { writeBinaryPlist, writeXmlPlist } from '../encoding/plist/plist.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { encodeErrorDocument, encodeXmlErrorDocument, parseErrorDocument } from './error-document.ts';
import { encodeBinaryMachineInfo, encodeMachineInfo, type MachineInfo, parseMachineInfo } from './machine-info.ts';
import { pssoRequired, readPssoRequired } from './psso-required.ts';
import { readSoftwareUpdateRequired, softwareUpdateRequired } from './software-update-required.ts';
import { unrecognizedDevice } from './unrecognized-device.ts';

const info: MachineInfo = {
  UDID: '00008112-000A1B2C3D4E5F60',
  SERIAL: 'C02PORCH0001',
  PRODUCT: 'Mac15,6',
  VERSION: '25B78',
  OS_VERSION: '26.1',
  LANGUAGE: 'en',
  MDM_CAN_REQUEST_SOFTWARE_UPDATE: true,
  MDM_CAN_REQUEST_PSSO_CONFIG: true,
};

function refusal(code: AdeMessageError['code']) {
  return (error: unknown) => error instanceof AdeMessageError && error.code === code;
}

describe('Machine information (section 2.3)', () => {
  it('is read from the layout that Apple’s page prints', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>LANGUAGE</key><string>en-US</string>
  <key>MDM_CAN_REQUEST_PSSO_CONFIG</key><true/>
  <key>PRODUCT</key><string>Mac15,6</string>
  <key>SERIAL</key><string>C02PORCH0001</string>
  <key>UDID</key><string>00008112-000A1B2C3D4E5F60</string>
  <key>VERSION</key><string>25A300</string>
  <key>SOMETHING_LATER</key><integer>1</integer>
</dict></plist>`;
    assert.deepEqual(parseMachineInfo(utf8(text)), {
      UDID: '00008112-000A1B2C3D4E5F60',
      SERIAL: 'C02PORCH0001',
      PRODUCT: 'Mac15,6',
      VERSION: '25A300',
      LANGUAGE: 'en-US',
      MDM_CAN_REQUEST_PSSO_CONFIG: true,
    });
  });

  it('reads back from XML and from binary (section 13, 20)', () => {
    assert.deepEqual(parseMachineInfo(encodeMachineInfo(info)), info);
    assert.deepEqual(parseMachineInfo(encodeBinaryMachineInfo(info)), info);
  });

  for (const key of ['UDID', 'SERIAL', 'PRODUCT', 'VERSION'] as const)
    it(`is refused without ${key}, and when it is not a word`, () => {
      const { [key]: _left, ...others } = info;
      assert.throws(() => parseMachineInfo(writeXmlPlist({ ...others })), refusal('ade_member_missing'));
      for (const wrong of ['', 'a b', 'x'.repeat(101), 1])
        assert.throws(
          () => parseMachineInfo(writeXmlPlist({ ...others, [key]: wrong })),
          refusal('ade_member_malformed'),
        );
    });

  it('is refused when it is not flat, too large, or no property list', () => {
    assert.throws(
      () => parseMachineInfo(writeBinaryPlist({ ...info, MORE: { a: 1 } })),
      refusal('ade_member_malformed'),
    );
    assert.throws(() => parseMachineInfo(writeXmlPlist({ ...info, LANGUAGE: true })), refusal('ade_member_malformed'));
    assert.throws(() => parseMachineInfo(new Uint8Array(64 * 1024 + 1)), refusal('ade_message_too_large'));
    assert.throws(() => parseMachineInfo(writeXmlPlist(['a'])), refusal('ade_message_malformed'));
    assert.throws(() => parseMachineInfo(utf8('{}')), refusal('ade_message_malformed'));
  });

  it('throws nothing but AdeMessageError for any bytes (property)', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constant(encodeBinaryMachineInfo(info))
        .chain((good) => fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => good.with(at, value))),
    );
    fc.assert(
      fc.property(bytes, (any) => {
        try {
          parseMachineInfo(any);
        } catch (error) {
          assert.ok(error instanceof AdeMessageError, String(error));
        }
      }),
    );
  });
});

describe('Error documents (section 2.4)', () => {
  const requirement = {
    ProfileURL: 'https://mdm.example.org/p',
    Package: {
      ManifestURL: 'https://mdm.example.org/m',
      PinningCerts: [new Uint8Array([48, 0])],
      PinningRevocationCheckRequired: false,
    },
    AuthURL: 'https://mdm.example.org/a',
  };

  it('have lower-case keys, with certificates in base64, exactly as Apple’s schema names them', () => {
    const text = encodeErrorDocument(pssoRequired(requirement, { description: 'd', message: 'm' }));
    assert.deepEqual(JSON.parse(text), {
      code: 'com.apple.psso.required',
      description: 'd',
      message: 'm',
      details: { ...requirement, Package: { ...requirement.Package, PinningCerts: ['MAA='] } },
    });
  });

  it('say the same in JSON and in XML', () => {
    const documents = [
      pssoRequired(requirement),
      softwareUpdateRequired({ OSVersion: '26.1', RequireBetaProgram: { Description: 'd', Token: 't' } }, 'm'),
      unrecognizedDevice('Unknown.', 'log'),
    ];
    for (const document of documents) {
      const json = parseErrorDocument(utf8(encodeErrorDocument(document)), 'application/json');
      const xml = parseErrorDocument(encodeXmlErrorDocument(document), 'application/xml; charset=UTF-8');
      assert.equal(json.code, document.code);
      assert.equal(xml.message, json.message);
      if (document.code === 'com.apple.psso.required')
        for (const read of [json, xml]) assert.deepEqual(readPssoRequired(read), requirement);
      if (document.code === 'com.apple.softwareupdate.required')
        for (const read of [json, xml]) assert.deepEqual(readSoftwareUpdateRequired(read), document.details);
    }
  });

  it('are refused with another media type, capitals, missing details, or a manifest that is not https', () => {
    const text = '{"code":"com.apple.psso.required"}';
    assert.throws(() => parseErrorDocument(utf8(text), 'text/html'), refusal('ade_message_malformed'));
    assert.throws(() => parseErrorDocument(utf8('{"Code":"x"}'), 'application/json'), refusal('ade_member_missing'));
    assert.throws(() => parseErrorDocument(utf8(text), 'application/xml'), refusal('ade_message_malformed'));
    assert.throws(() => parseErrorDocument(writeXmlPlist({}), 'application/xml'), refusal('ade_member_missing'));
    const bare = parseErrorDocument(utf8(text), 'application/json');
    assert.throws(() => readPssoRequired(bare), refusal('ade_member_missing'));
    assert.throws(() => readSoftwareUpdateRequired(bare), refusal('ade_member_missing'));
    const open = { ...requirement, Package: { ManifestURL: 'http://a' } };
    assert.throws(() => readPssoRequired(pssoRequired(open)), refusal('ade_member_malformed'));
    const odd = { code: 'x', details: { ...requirement, Package: { ManifestURL: 'https://a', PinningCerts: ['*'] } } };
    assert.throws(() => readPssoRequired(odd), refusal('ade_member_malformed'));
  });

  it('throw nothing but AdeMessageError for any bytes (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 100 }),
          fc.json().map((text) => utf8(text)),
        ),
        fc.constantFrom('application/json', 'application/xml'),
        (bytes, type) => {
          try {
            const document = parseErrorDocument(bytes, type);
            readPssoRequired(document);
          } catch (error) {
            assert.ok(error instanceof AdeMessageError, String(error));
          }
        },
      ),
    );
  });
});
