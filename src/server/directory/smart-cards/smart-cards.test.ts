import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { after, before, it } from 'node:test';
import { day, make, onBothEngines, someone, type TestBench } from '../contract/directories.ts';
import { type CardFacts, OpenSslAuthority } from '../contract/openssl-authority.ts';
import { type CardAuthoritySettings, cardRules } from './card-administration.ts';

// One authority for all; each test puts its own trust in it, and starts with none.
let root: OpenSslAuthority;
let stranger: OpenSslAuthority;
let between: OpenSslAuthority;
let now = 0;

before(() => {
  root = new OpenSslAuthority('Cards Root');
  stranger = new OpenSslAuthority('Cards Root');
  between = new OpenSslAuthority('Cards Between', root);
  now = Date.now() + 60_000;
});
after(() => {
  for (const authority of [root, stranger, between]) authority.remove();
});

onBothEngines('smart cards', (bench) => {
  /** Trusts an authority alone, with its list unless told otherwise. */
  async function trust(settings: CardAuthoritySettings = {}, authority = root, withList = true): Promise<string> {
    const { directory } = bench();
    bench().time = now;
    for (const { id } of await directory.listCardAuthorities()) await directory.removeCardAuthority(id, 'test');
    return trustToo(settings, authority, withList);
  }

  async function trustToo(settings: CardAuthoritySettings, authority: OpenSslAuthority, withList = true) {
    const { directory } = bench();
    const outcome = await directory.addCardAuthority(authority.certificate, settings, 'test');
    assert.ok(outcome.kind === 'added');
    const { id } = outcome.authority;
    if (withList) assert.equal((await directory.importRevocationList(id, authority.list(), 'test')).kind, 'imported');
    return id;
  }

  async function reason(...chain: readonly Uint8Array[]): Promise<string> {
    const outcome = await bench().directory.userOfCertificate(chain);
    return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
  }

  async function person(): Promise<{ id: string; upn: string; mail: string }> {
    const { userPrincipalName: upn, ...facts } = someone();
    const mail = `mail.${upn}`;
    return { id: await make(bench().directory, { ...facts, userPrincipalName: upn, email: mail }), upn, mail };
  }

  it('are accepted with chain, dates, usage, list and principal name in order, and give the key', async () => {
    await trust();
    const { id, upn } = await person();
    const card = root.card({ upn: [upn.toUpperCase()] });
    const outcome = await bench().directory.userOfCertificate([card]);
    assert.ok(outcome.kind === 'accepted');
    assert.equal(outcome.user.id, id);
    const spki = new X509Certificate(card).publicKey.export({ format: 'der', type: 'spki' });
    assert.deepStrictEqual(Buffer.from(outcome.publicKeySpki), spki);
  });

  it('are accepted through an authority in between that the card sends along', async () => {
    await trust({ staleRevocation: 'accept' });
    const { upn } = await person();
    const intermediate = new Uint8Array(new X509Certificate(between.certificate).raw);
    assert.equal(await reason(between.card({ upn: [upn] }), intermediate), 'accepted');
    assert.equal(await reason(between.card({ upn: [upn] })), 'untrusted');
  });

  it('know nothing of revocation by an authority in between until that one is trusted with its list', async () => {
    await trust();
    const { upn } = await person();
    const chain = [between.card({ upn: [upn] }), new Uint8Array(new X509Certificate(between.certificate).raw)];
    assert.equal(await reason(...chain), 'revocation-unknown');
    await trustToo({}, between);
    assert.equal(await reason(...chain), 'accepted');
  });

  it('are refused as malformed when empty, broken, cut off or too many', async () => {
    await trust();
    const card = root.card();
    assert.equal(await reason(), 'malformed');
    assert.equal(await reason(new Uint8Array(0)), 'malformed');
    assert.equal(await reason(card.subarray(0, card.length - 1)), 'malformed');
    assert.equal(await reason(card, new Uint8Array([0x30, 0])), 'malformed');
    assert.equal(await reason(...Array.from({ length: 9 }, () => card)), 'malformed');
  });

  it('are refused as untrusted when another authority of the same name made them', async () => {
    await trust();
    const { upn } = await person();
    assert.equal(await reason(stranger.card({ upn: [upn] })), 'untrusted');
    const sentAlong = new Uint8Array(new X509Certificate(stranger.certificate).raw);
    assert.equal(await reason(stranger.card({ upn: [upn] }), sentAlong), 'untrusted');
  });

  it('are refused as untrusted with a changed signature, and once their authority is removed', async () => {
    const id = await trust();
    const { upn } = await person();
    const card = root.card({ upn: [upn] });
    const forged = Uint8Array.from(card);
    forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1;
    assert.equal(await reason(forged), 'untrusted');
    assert.equal(await reason(card), 'accepted');
    await bench().directory.removeCardAuthority(id, 'test');
    assert.equal(await reason(card), 'untrusted');
  });

  it('are refused before and after their dates (RFC 5280 section 4.1.2.5)', async () => {
    await trust();
    const { upn } = await person();
    const card = root.card({ upn: [upn], days: 5 });
    bench().time = now + 6 * day;
    assert.equal(await reason(card), 'expired');
    bench().time = now - 30 * day;
    assert.equal(await reason(card), 'not-yet-valid');
  });

  const usages: readonly (readonly [string, CardFacts, string])[] = [
    ['for encryption only', { keyUsage: 'keyEncipherment' }, 'wrong-usage'],
    ['for TLS servers', { purposes: 'serverAuth' }, 'wrong-usage'],
    ['for mail', { purposes: 'emailProtection' }, 'wrong-usage'],
    ['of an authority', { authority: true, keyUsage: 'digitalSignature, keyCertSign' }, 'wrong-usage'],
    ['for smart card log-on alone', { purposes: '1.3.6.1.4.1.311.20.2.2' }, 'accepted'],
    ['for client authentication alone', { purposes: 'clientAuth' }, 'accepted'],
    ['without purposes', { purposes: null }, 'accepted'],
  ];
  for (const [what, facts, expected] of usages) {
    it(`with a certificate ${what} are ${expected} (RFC 5280 sections 4.2.1.3 and 4.2.1.12)`, async () => {
      await trust();
      const { upn } = await person();
      assert.equal(await reason(root.card({ ...facts, upn: [upn] })), expected);
    });
  }

  it('do not let an authority sign in with its own certificate', async () => {
    const { id } = await person();
    await trust();
    const bound = { rule: 'certificate', certificate: root.certificate } as const;
    assert.equal((await bench().directory.bindCard(id, bound, 'test')).kind, 'done');
    assert.equal(await reason(new Uint8Array(new X509Certificate(root.certificate).raw)), 'wrong-usage');
  });

  it('are refused as revoked once a list says so, on every node, and also when that list is stale', async () => {
    const id = await trust({ staleRevocation: 'accept' });
    const { upn } = await person();
    const card = root.card({ upn: [upn] });
    const other = bench().another();
    assert.equal((await other.userOfCertificate([card])).kind, 'accepted');
    root.revoke(card);
    const outcome = await bench().directory.importRevocationList(id, root.listDer(), 'test');
    assert.equal(outcome.kind, 'imported');
    assert.equal(await reason(card), 'revoked');
    const elsewhere = await other.userOfCertificate([card]);
    assert.ok(elsewhere.kind === 'refused' && elsewhere.reason === 'revoked');
    bench().time = now + 30 * day;
    assert.equal(await reason(card), 'revoked');
  });

  it('are refused without a list and with a stale one, unless the authority is trusted without', async () => {
    const id = await trust({}, root, false);
    const { upn } = await person();
    const card = root.card({ upn: [upn] });
    assert.equal(await reason(card), 'revocation-unknown');
    await bench().directory.importRevocationList(id, root.list(), 'test');
    assert.equal(await reason(card), 'accepted');
    bench().time = now + 8 * day;
    assert.equal(await reason(card), 'revocation-unknown');
    await bench().directory.changeCardAuthority(id, { staleRevocation: 'accept' }, 'test');
    assert.equal(await reason(card), 'accepted');
  });

  it('are refused as unmapped when no rule that is on leads to anybody', async () => {
    const { upn, mail } = await person();
    await trust({ rules: ['rfc822-name'] });
    assert.equal(await reason(root.card({ upn: [upn] })), 'unmapped');
    assert.equal(await reason(root.card({ upn: [mail], mail: [upn] })), 'unmapped');
    assert.equal(await reason(root.card({ mail: [mail] })), 'accepted');
    await trust();
    assert.equal(await reason(root.card({ mail: [mail] })), 'unmapped');
    assert.equal(await reason(root.card({ upn: ['nobody@x.org'] })), 'unmapped');
    assert.equal(await reason(root.card()), 'unmapped');
  });

  it('are refused as ambiguous when one rule leads to two people', async () => {
    await trust();
    const [one, two] = [await person(), await person()];
    assert.equal(await reason(root.card({ upn: [one.upn, two.upn] })), 'ambiguous');
    assert.equal(await reason(root.card({ upn: [one.upn, one.upn.toUpperCase()] })), 'accepted');
  });

  it('follow their rules in order: the first that leads to anybody decides', async () => {
    const [one, two] = [await person(), await person()];
    const card = root.card({ upn: [one.upn], mail: [two.mail] });
    for (const [rules, expected] of [
      [cardRules, one.id],
      [['rfc822-name', 'subject-alternative-name-upn'], two.id],
    ] as const) {
      await trust({ rules });
      const outcome = await bench().directory.userOfCertificate([card]);
      assert.equal(outcome.kind === 'accepted' && outcome.user.id, expected);
    }
  });

  for (const rule of ['certificate', 'subject-key-identifier', 'issuer-and-serial'] as const) {
    it(`are mapped by an explicit binding of ${rule}, and no longer once it is removed`, async () => {
      await trust();
      const { id } = await person();
      const card = root.card();
      const bound = await bench().directory.bindCard(id, { rule, certificate: card }, 'test');
      assert.ok(bound.kind === 'done');
      assert.equal(await reason(card), 'accepted');
      assert.equal(await reason(root.card()), 'unmapped');
      assert.deepStrictEqual(await bench().directory.removeCardBinding(bound.binding.id, 'test'), { kind: 'done' });
      assert.equal(await reason(card), 'unmapped');
      assert.deepStrictEqual(await bench().directory.removeCardBinding(bound.binding.id, 'test'), {
        kind: 'not-found',
      });
    });
  }

  it('follow an explicit binding of a name rather than the directory', async () => {
    await trust();
    const [one, two] = [await person(), await person()];
    const card = root.card({ upn: [one.upn] });
    const rule = 'subject-alternative-name-upn';
    const bound = await bench().directory.bindCard(two.id, { rule, value: one.upn.toUpperCase() }, 'test');
    assert.equal(bound.kind, 'done');
    const outcome = await bench().directory.userOfCertificate([card]);
    assert.equal(outcome.kind === 'accepted' && outcome.user.id, two.id);
  });

  it('are bound to one person only, by values as openssl shows them', async () => {
    const { directory } = bench();
    const [one, two] = [await person(), await person()];
    const card = root.card();
    const wanted = { rule: 'certificate', certificate: card } as const;
    const value = createHash('sha256').update(card).digest('hex');
    assert.equal((await directory.bindCard(one.upn, { rule: 'certificate', value }, 'test')).kind, 'done');
    assert.equal((await directory.bindCard(one.upn, wanted, 'test')).kind, 'already');
    assert.deepStrictEqual(await directory.bindCard(two.id, wanted, 'test'), { kind: 'taken' });
    assert.deepStrictEqual(await directory.bindCard('nobody@x.org', wanted, 'test'), { kind: 'not-found' });
    assert.deepStrictEqual(
      (await directory.listCardBindings(one.id))?.map((binding) => [binding.rule, binding.value]),
      [['certificate', value]],
    );
    const serial = await directory.bindCard(one.id, { rule: 'issuer-and-serial', certificate: card }, 'test');
    assert.ok(serial.kind === 'done');
    const shown = new X509Certificate(card).serialNumber.toLowerCase();
    assert.equal(serial.binding.value.replace(/@.*/, '').replace(/^00/, ''), shown);
  });

  it('are not bound by what is broken or not in the certificate', async () => {
    const { directory } = bench();
    const { id } = await person();
    for (const value of ['', 'xyz', '00'.repeat(31)]) {
      const outcome = await directory.bindCard(id, { rule: 'certificate', value }, 'test');
      assert.deepStrictEqual(outcome, { kind: 'refused', reason: 'malformed' });
    }
    const broken = { rule: 'rfc822-name', certificate: 'no PEM' } as const;
    assert.deepStrictEqual(await directory.bindCard(id, broken, 'test'), { kind: 'refused', reason: 'malformed' });
    const nameless = { rule: 'rfc822-name', certificate: root.card() } as const;
    assert.deepStrictEqual(await directory.bindCard(id, nameless, 'test'), {
      kind: 'refused',
      reason: 'not-in-certificate',
    });
  });

  it('are refused when the person is disabled, and lead nowhere when the person is deleted', async () => {
    await trust();
    const { id, upn } = await person();
    const card = root.card({ upn: [upn] });
    await bench().directory.bindCard(id, { rule: 'certificate', certificate: card }, 'test');
    await bench().directory.disableUser(id, 'test');
    const outcome = await bench().directory.userOfCertificate([card]);
    assert.ok(outcome.kind === 'refused' && outcome.reason === 'disabled' && outcome.user?.id === id);
    await bench().directory.deleteUser(id, 'test');
    assert.equal(await reason(card), 'unmapped');
  });

  authorityTests(bench, trust);
});

function authorityTests(
  bench: () => TestBench,
  trust: (settings?: CardAuthoritySettings, authority?: OpenSslAuthority, withList?: boolean) => Promise<string>,
): void {
  it('trust an authority once, with cautious settings, and say so in the audit chain', async () => {
    await trust({}, root, false);
    const [authority] = await bench().directory.listCardAuthorities();
    assert.equal(authority?.subject, 'CN=Cards Root');
    const print = new X509Certificate(root.certificate).fingerprint256.replaceAll(':', '').toLowerCase();
    assert.equal(authority?.fingerprint, print);
    assert.equal(authority?.staleRevocation, 'refuse');
    assert.deepStrictEqual(authority?.rules.includes('rfc822-name'), false);
    assert.equal((await bench().events(1))[0]?.type, 'directory.card-authority.added');
    const der = new Uint8Array(new X509Certificate(root.certificate).raw);
    assert.equal((await bench().directory.addCardAuthority(der, {}, 'test')).kind, 'already');
  });

  it('trust no authority that is broken, none, expired, or has a strange address', async () => {
    await trust();
    const { directory } = bench();
    const refusal = async (input: string | Uint8Array, settings: CardAuthoritySettings = {}) => {
      const outcome = await directory.addCardAuthority(input, settings, 'test');
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    assert.equal(await refusal('no PEM'), 'malformed');
    assert.equal(await refusal(new Uint8Array([0x30, 1])), 'malformed');
    assert.equal(await refusal(root.card()), 'not-an-authority');
    for (const url of ['file:///etc/passwd', 'http://user:secret@x.org/', 'x', '']) {
      assert.equal(await refusal(stranger.certificate, { revocationListUrl: url }), 'malformed-url', url);
    }
    bench().time = now + 4000 * day;
    assert.equal(await refusal(stranger.certificate), 'expired');
    assert.deepStrictEqual(await directory.changeCardAuthority('x', {}, 'test'), { kind: 'not-found' });
    assert.deepStrictEqual(await directory.removeCardAuthority('x', 'test'), { kind: 'not-found' });
  });

  it('take no list that is broken, of another issuer or key, from the future or older', async () => {
    const id = await trust({}, root, false);
    const { directory } = bench();
    const refusal = async (list: string | Uint8Array) => {
      const outcome = await directory.importRevocationList(id, list, 'test');
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    assert.equal(await refusal('no PEM'), 'malformed');
    assert.equal(await refusal(between.list()), 'wrong-issuer');
    assert.equal(await refusal(stranger.list()), 'bad-signature');
    const older = root.list(now - day);
    const newer = root.list();
    bench().time = now - 30 * day;
    assert.equal(await refusal(newer), 'not-yet-valid');
    bench().time = now;
    assert.equal(await refusal(newer), 'imported');
    assert.equal(await refusal(older), 'older');
    assert.deepStrictEqual(await directory.importRevocationList('x', newer, 'test'), { kind: 'not-found' });
  });

  it('write a list that is in force already no second time', async () => {
    const id = await trust({}, root, false);
    const { directory } = bench();
    const list = root.list();
    assert.equal((await directory.importRevocationList(id, list, 'first')).kind, 'imported');
    assert.equal((await directory.importRevocationList(id, list, 'second')).kind, 'imported');
    assert.equal((await bench().events(1))[0]?.actor, 'first');
  });

  it('fetch the list of an authority from its address, and keep the old one when that fails', async () => {
    const revocationListUrl = 'http://lists.example/cards.crl';
    const id = await trust({ revocationListUrl }, root, false);
    const asked: string[] = [];
    const fetching = bench().another({
      fetchRevocationList: async (url) => {
        asked.push(url);
        return root.listDer();
      },
    });
    assert.equal((await fetching.refreshRevocationList(id, 'system')).kind, 'imported');
    assert.deepStrictEqual(asked, [revocationListUrl]);
    assert.deepStrictEqual(await bench().directory.refreshRevocationList(id, 'system'), { kind: 'unreachable' });
    assert.ok((await bench().directory.listCardAuthorities())[0]?.revocationList);
    await fetching.changeCardAuthority(id, { revocationListUrl: null }, 'test');
    assert.deepStrictEqual(await fetching.refreshRevocationList(id, 'system'), { kind: 'no-url' });
    assert.deepStrictEqual(await fetching.refreshRevocationList('x', 'system'), { kind: 'not-found' });
  });
}
