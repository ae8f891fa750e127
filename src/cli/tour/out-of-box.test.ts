import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runTour } from '../tour.ts';
import { startOwnServer } from './own-server.ts';

const server = await startOwnServer();
after(() => server.close());

test('four Macs go from Hello to joined: by a page, a smart card, a password, and with one sign-in alone', async () => {
  let text = '';
  const write = (part: string) => void (text += part);
  const code = await runTour({ server: server.url, home: server.home, write, outOfBox: true });
  assert.equal(code, 0, text);
  assert.match(text, /^box-secure-enclave +yes +POLoginTypeUserSecureEnclaveKey \(2\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^box-smart-card +yes +POLoginTypeSmartCard \(3\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^box-password +yes +POLoginTypePassword \(1\) +POUserStateNormal \(0\)/m);
  assert.match(text, /^box-one-sign-in +yes +POLoginTypeUserSecureEnclaveKey \(2\) +POUserStateNormal \(0\)/m);
  assert.equal(text.match(/^ok joined /gm)?.length, 4);
  assert.ok((text.match(/^ok number matching /gm)?.length ?? 0) >= 4);
  const last = text.slice(text.indexOf('box-one-sign-in: '));
  assert.match(last, /-> 403; com\.apple\.psso\.required$/m);
  assert.match(last, /^ok password +of the organisation, typed once from Hello to joined$/m);
});
