/** Messages of device management, made from Apple's tables: every key that a Mac may send or receive is in a seed. */
import { ConfigurationProfileError } from '#protocol/profile/profile-error.ts';
import { parseConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import { type PlistDictionary, writeBinaryPlist, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { parseCheckIn } from '#protocol/mdm/check-in/check-in.ts';
import { readCommand } from '#protocol/mdm/commands/catalogue.ts';
import { parseCommand } from '#protocol/mdm/commands/envelope.ts';
import { declarationStatuses, parseStatusReport } from '#protocol/mdm/declarative/status-report.ts';
import { MdmError } from '#protocol/mdm/mdm-error.ts';
import { parseDictionary } from '#protocol/mdm/message.ts';
import { parseReport } from '#protocol/mdm/report.ts';
import { checkInTables } from '#protocol/schema/check-in-tables.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import { payloadTables } from '#protocol/schema/payload-tables.ts';
import { sampleOf } from '#test/schema/sample.ts';
import type { FuzzedParser } from './fuzzed-parser.ts';

function inBothForms(dictionaries: readonly PlistDictionary[]): readonly Uint8Array[] {
  return dictionaries.flatMap((dictionary) => [writeXmlPlist(dictionary), writeBinaryPlist(dictionary)]);
}

const commands = commandTables.map(({ keys }) => ({ CommandUUID: 'C', Command: sampleOf(keys) }));
const reports = commandTables.map(({ response = {} }) => ({
  CommandUUID: 'C',
  Status: 'Error',
  UDID: 'U',
  ErrorChain: [{ ErrorCode: 1, ErrorDomain: 'D', LocalizedDescription: 'L', USEnglishDescription: 'E' }],
  ...sampleOf(response),
}));
const payloads = payloadTables.slice(2).map(({ keys }, index) => ({
  ...sampleOf(keys),
  PayloadIdentifier: `i${index}`,
  PayloadUUID: `u${index}`,
}));
const profile = {
  PayloadType: 'Configuration',
  PayloadVersion: 1,
  PayloadIdentifier: 'i',
  PayloadUUID: 'u',
  PayloadContent: payloads,
};
const status = {
  StatusItems: {
    management: { declarations: { configurations: [{ identifier: 'i', active: true, valid: 'valid' }] } },
  },
  Errors: [{ StatusItem: 'x', Reasons: [] }],
  FullReport: true,
};

/** What macOS sends to a server of device management, and what such a server sends to it. */
export const managementParsers: readonly FuzzedParser[] = [
  {
    name: 'check-in',
    seeds: inBothForms(checkInTables.map(({ keys }) => sampleOf(keys))),
    errors: [MdmError],
    parse: (input) => parseCheckIn(parseDictionary(input)),
  },
  {
    name: 'report',
    seeds: inBothForms(reports),
    errors: [MdmError],
    parse: (input) => parseReport(parseDictionary(input)),
  },
  {
    name: 'command',
    seeds: inBothForms(commands),
    errors: [MdmError],
    parse(input) {
      const envelope = parseCommand(input);
      return envelope && readCommand(envelope.Command);
    },
  },
  {
    name: 'status-report',
    seeds: [utf8(JSON.stringify(status))],
    errors: [MdmError],
    parse: (input) => declarationStatuses(parseStatusReport(input).StatusItems),
  },
  {
    name: 'profile',
    seeds: inBothForms([profile]),
    errors: [ConfigurationProfileError],
    parse: parseConfigurationProfile,
  },
];
