/**
 * Our readers and writers against Apple's tables, which were made apart from them: a message made from the table alone is
 * read, and what is written of it again breaks none of Apple's rules.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeMachineInfo, parseMachineInfo } from '#protocol/ade/machine-info.ts';
import { pssoRequired, readPssoRequired } from '#protocol/ade/psso-required.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { dictionaryAt, parsePlistDictionary } from '#protocol/encoding/plist/reading.ts';
import { parseCheckIn } from '#protocol/mdm/check-in/check-in.ts';
import { type KnownRequestType, commandCatalogue, isKnownRequestType } from '#protocol/mdm/commands/catalogue.ts';
import type { CommandDefinition } from '#protocol/mdm/commands/define-command.ts';
import { readConfigurationProfile, writeConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import { checkAgainst, checkResponse } from '#protocol/schema/check.ts';
import { checkInTables } from '#protocol/schema/check-in-tables.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import { machineInfoTable } from '#protocol/schema/enrollment/machine-info.ts';
import { pssoRequiredTable } from '#protocol/schema/error-documents/psso-required.ts';
import { commonPayloadKeysTable } from '#protocol/schema/payloads/common-payload-keys.ts';
import { topLevelTable } from '#protocol/schema/payloads/top-level.ts';
import { sampleOf } from './sample.ts';

function definitionOf(name: KnownRequestType): CommandDefinition {
  return commandCatalogue[name];
}

describe('Our messages follow Apple’s requirements', () => {
  it('every command that we read and write has a table', () => {
    const named = new Set(commandTables.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(commandCatalogue).filter((name) => !named.has(name)),
      [],
    );
  });

  for (const table of commandTables) {
    const { name, keys, response = {} } = table;
    it(`${name}: the sample of the table is good by the table`, () => {
      assert.deepEqual(checkAgainst(table, sampleOf(keys)), []);
      assert.deepEqual(checkResponse(table, sampleOf(response)), []);
    });

    if (!isKnownRequestType(name)) continue;
    const definition = definitionOf(name);
    it(`${name}: a command with every key is read, and written again as Apple wants it`, () => {
      const read = definition.parse(sampleOf(keys));
      assert.deepEqual(checkAgainst(table, definition.build(read)), []);
    });

    it(`${name}: an answer with every key is read, and written again as Apple wants it`, () => {
      const read = definition.parseResult(sampleOf(response));
      const findings = checkResponse(table, definition.buildResult(read));
      // The server reads what it has a use for; what it leaves out is missing when it is written again.
      assert.deepEqual(
        findings.filter(({ kind }) => kind !== 'missing_key'),
        [],
      );
    });
  }

  for (const { name, keys, channels = ['device'] as const } of checkInTables) {
    for (const channel of channels) {
      it(`${name}: a message with every key of the ${channel} channel is read`, () => {
        assert.equal(parseCheckIn(sampleOf(keys, channel)).MessageType, name);
      });
    }
  }

  it('MachineInfo with every key is read, and written again as Apple wants it', () => {
    const sample = sampleOf(machineInfoTable.keys);
    const written = parsePlistDictionary(encodeMachineInfo(parseMachineInfo(writeXmlPlist(sample))));
    assert.deepEqual(written, sample);
    assert.deepEqual(checkAgainst(machineInfoTable, written, { macos: '26.1' }), []);
  });

  it('com.apple.psso.required with every key is read, and written again as Apple wants it', () => {
    const details = dictionaryAt(sampleOf(pssoRequiredTable.keys), 'details');
    const document = pssoRequired(readPssoRequired({ code: 'com.apple.psso.required', details }));
    assert.deepEqual(checkAgainst(pssoRequiredTable, { ...document }, { macos: '26.0' }), []);
  });

  it('a profile with every key is read, and written again as it was', () => {
    const { IsEncrypted: _encrypted, EncryptedPayloadContent: _content, ...outer } = sampleOf(topLevelTable.keys);
    const payload = { ...sampleOf(commonPayloadKeysTable.keys), PayloadUUID: 'another' };
    const profile = { ...outer, PayloadContent: [payload] };
    const written = writeConfigurationProfile(readConfigurationProfile(profile));
    assert.deepEqual(written, profile);
    assert.deepEqual(checkAgainst(topLevelTable, written), []);
  });
});
