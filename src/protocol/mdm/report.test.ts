import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { MdmError } from './mdm-error.ts';
import { encodeDictionary, parseDictionary } from './message.ts';
import { encodeReport, parseReport, type Report } from './report.ts';

function read(dictionary: string): Report {
  return parseReport(parseDictionary(utf8(`<plist version="1.0"><dict>${dictionary}</dict></plist>`)));
}

test('reads an Error with its chain (Apple, ErrorChain)', () => {
  const report =
    read(`<key>UDID</key><string>U</string><key>CommandUUID</key><string>C</string><key>Status</key><string>Error</string>
 <key>ErrorChain</key><array><dict><key>ErrorCode</key><integer>12021</integer><key>ErrorDomain</key><string>MCMDMErrorDomain</string>
  <key>LocalizedDescription</key><string>a</string><key>USEnglishDescription</key><string>b</string></dict></array>`);
  assert.deepEqual(report, {
    UDID: 'U',
    Status: 'Error',
    CommandUUID: 'C',
    ErrorChain: [
      { ErrorCode: 12_021, ErrorDomain: 'MCMDMErrorDomain', LocalizedDescription: 'a', USEnglishDescription: 'b' },
    ],
    result: {},
  });
});

test('reads Idle, and keeps the result of an acknowledged command apart from the envelope', () => {
  assert.deepEqual(read('<key>UDID</key><string>U</string><key>Status</key><string>Idle</string>'), {
    UDID: 'U',
    Status: 'Idle',
  });
  const report = read(`<key>UDID</key><string>U</string><key>Status</key><string>Acknowledged</string>
    <key>CommandUUID</key><string>C</string><key>QueryResponses</key><dict/>`);
  assert.deepEqual(report.Status === 'Acknowledged' && report.result, { QueryResponses: {} });
});

test('a chain that cannot be read does not keep the report from being taken', () => {
  const report = read(`<key>UDID</key><string>U</string><key>Status</key><string>Error</string>
    <key>CommandUUID</key><string>C</string><key>ErrorChain</key><string>odd</string>`);
  assert.deepEqual(report.Status === 'Error' && report.ErrorChain, []);
});

test('reads the keys of the user channel', () => {
  const report =
    read(`<key>UDID</key><string>U</string><key>UserID</key><string>V</string><key>Status</key><string>Idle</string>
    <key>NeedSyncResponse</key><true/><key>NotOnConsole</key><false/><key>UserConfiguration</key><true/>`);
  assert.deepEqual(
    [report.UserID, report.NeedSyncResponse, report.NotOnConsole, report.UserConfiguration],
    ['V', true, false, true],
  );
});

test('refuses an unknown status, and a report of no command', () => {
  const code = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      return error instanceof MdmError ? error.code : error;
    }
  };
  assert.equal(
    code(() => read('<key>Status</key><string>Well</string>')),
    'unknown_status',
  );
  assert.equal(
    code(() => read('<key>Status</key><string>NotNow</string>')),
    'missing_key',
  );
  assert.equal(
    code(() => read('<key>UDID</key><string>U</string>')),
    'missing_key',
  );
});

test('every status comes back as it was written', () => {
  const reports: readonly Report[] = [
    { Status: 'Idle', UDID: 'U' },
    { Status: 'NotNow', UDID: 'U', CommandUUID: 'C', ErrorChain: [], result: {} },
    { Status: 'Acknowledged', UDID: 'U', CommandUUID: 'C', ErrorChain: [], result: { ProfileList: [] } },
    {
      Status: 'CommandFormatError',
      UDID: 'U',
      CommandUUID: 'C',
      ErrorChain: [{ ErrorCode: 1, ErrorDomain: 'd' }],
      result: {},
    },
  ];
  for (const report of reports)
    assert.deepEqual(parseReport(parseDictionary(encodeDictionary(encodeReport(report)))), report);
});
