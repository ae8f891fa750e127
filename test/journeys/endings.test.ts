import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askKeyService } from '../support/stage-key-service.ts';
import { joinMac, password } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

describe('What ends is told before, and measured after', () => {
  test('Disabling a person: the preview counts what there is, the answer says when the server first refuses it, and from then on it does.', async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    const params = { user: ada.id };
    await stage.api.makeRecoveryCodes({ params });
    const before = await stage.api.previewUserEnding({ params });
    const counts = Object.fromEntries(before.endings.map(({ kind, count }) => [kind, count]));
    assert.deepEqual(counts, { macs: 1, 'unlock-keys': 1, 'mac-sign-ins': 1, 'recovery-codes': 10 });
    assert.deepEqual(before.endings[0]?.names, [joined.serialNumber]);

    const { outcome, ended, confirmedAt } = await stage.api.disableUser({ params });
    assert.equal(outcome, 'done');
    assert.deepEqual(
      ended.map(({ kind, how, left }) => [kind, how, left]),
      [
        ['macs', 'refused', 1],
        ['unlock-keys', 'refused', 1],
        ['mac-sign-ins', 'removed', 0],
        ['recovery-codes', 'refused', 10],
      ],
    );
    for (const one of ended) {
      assert.ok(one.refusedFrom !== null && one.refusedFrom >= before.readAt && one.refusedFrom <= confirmedAt);
      assert.equal(one.removedAt !== null, one.how === 'removed');
      if (one.removedAt !== null) assert.ok(one.removedAt >= one.refusedFrom && one.removedAt <= confirmedAt);
    }
    assert.equal((await joined.mac.signInWhenAsked(password(ada.password))).outcome.kind, 'wrong-credential');
    assert.equal((await askKeyService(joined, 'key request')).succeeded, false);

    const again = await stage.api.disableUser({ params });
    assert.equal(again.outcome, 'already');
    assert.ok(again.ended.every(({ refusedFrom }) => refusedFrom === null));
  });

  test('Revoking a Mac names the people on it, and removes their keys and tokens in one commit.', async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const joined = await joinMac(stage, { person: ada, method: 'Password' });
    const params = { device: joined.serialNumber };
    const before = await stage.api.previewDeviceEnding({ params });
    assert.deepEqual(
      before.endings.map(({ kind, count, names }) => [kind, count, names]),
      [
        ['people', 1, [ada.userPrincipalName]],
        ['unlock-keys', 1, [ada.userPrincipalName]],
        ['mac-sign-ins', 1, []],
      ],
    );
    const { outcome, ended } = await stage.api.revokeDevice({ params });
    assert.equal(outcome, 'done');
    assert.deepEqual(
      ended.map(({ kind, left }) => [kind, left]),
      [
        ['people', 1],
        ['unlock-keys', 0],
        ['mac-sign-ins', 0],
      ],
    );
    assert.ok(ended.every(({ refusedFrom }) => refusedFrom !== null));
  });
});
