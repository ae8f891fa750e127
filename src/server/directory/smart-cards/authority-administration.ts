/** What administrators do about authorities and their revocation lists, each change with its audit event. */
import type { Digests } from '#protocol/crypto.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { basicConstraints } from '#protocol/x509/extensions/basic-constraints.ts';
import { keyUsage } from '#protocol/x509/extensions/key-usage.ts';
import type { RevocationList } from '#protocol/x509/revocation-list.ts';
import { type UnusableReason, verifyRevocationList } from '#protocol/x509/revocation.ts';
import { type ChangePorts, recordChange, writeUnique } from '../change.ts';
import type {
  AddAuthorityOutcome,
  CardAuthority,
  CardAuthoritySettings,
  CardRule,
  ChangeAuthorityOutcome,
  ImportListOutcome,
  RefreshListOutcome,
} from './card-administration.ts';
import { parsed, readCertificate, readRevocationList } from './certificate-input.ts';
import { authorities, deleteAuthority, findAuthority, insertAuthority, storeList, updateAuthority } from './store.ts';

/** What the administration of cards needs. */
export interface CardPorts extends ChangePorts {
  readonly digests: Pick<Digests, 'sha256'>;
  readonly verifySignature: VerifySignature;
  /** Gets what stands at an address, or rejects; bounds time, size and where it may go. */
  readonly fetchRevocationList: (url: string) => Promise<Uint8Array>;
}

/** The explicit rules and the principal name. A mail address may be given out by others than the organisation. */
const usualRules: readonly CardRule[] = ['subject-alternative-name-upn', 'subject-key-identifier', 'issuer-and-serial'];

/** See {@link CardAdministration.addCardAuthority}. */
export async function addAuthority(
  ports: CardPorts,
  input: string | Uint8Array,
  settings: CardAuthoritySettings,
  actor: string,
): Promise<AddAuthorityOutcome> {
  const certificate = readCertificate(input);
  const isAuthority = certificate && parsed(() => maySignCertificates(certificate));
  if (certificate === undefined || isAuthority === undefined) return { kind: 'refused', reason: 'malformed' };
  if (!isAuthority) return { kind: 'refused', reason: 'not-an-authority' };
  const at = ports.clock.now();
  if (at >= certificate.notAfter + 1000) return { kind: 'refused', reason: 'expired' };
  if (!isAddress(settings.revocationListUrl)) return { kind: 'refused', reason: 'malformed-url' };
  const authority = newAuthority(ports, certificate, settings, at);
  return ports.database.write(async (writer) => {
    const isNew = await insertAuthority(writer, authority, certificate.raw);
    const stored = await findAuthority(writer, authority.fingerprint);
    if (stored === undefined) throw new Error('An authority vanished within the unit that wrote it.');
    if (isNew) recordChange(writer, at, authorityEvent('added', stored.authority, actor));
    return { kind: isNew ? 'added' : 'already', authority: stored.authority };
  });
}

function maySignCertificates(certificate: Certificate): boolean {
  return basicConstraints(certificate)?.isAuthority === true && keyUsage(certificate)?.has('keyCertSign') !== false;
}

function newAuthority(ports: CardPorts, certificate: Certificate, settings: CardAuthoritySettings, at: number) {
  const blank: CardAuthority = {
    id: uuidFrom(ports.random.bytes(16)),
    subject: '',
    fingerprint: toHex(ports.digests.sha256(certificate.raw)),
    notAfter: certificate.notAfter,
    rules: usualRules,
    staleRevocation: 'refuse',
    revocationListUrl: undefined,
    revocationList: undefined,
    createdAt: at,
  };
  return withSettings(blank, settings);
}

function withSettings(authority: CardAuthority, settings: CardAuthoritySettings): CardAuthority {
  const url = settings.revocationListUrl;
  return {
    ...authority,
    rules: [...new Set(settings.rules ?? authority.rules)],
    staleRevocation: settings.staleRevocation ?? authority.staleRevocation,
    revocationListUrl: url === undefined ? authority.revocationListUrl : (url ?? undefined),
  };
}

/** Lists are signed, so plain HTTP will do; a password in an address would be seen in lists and logs. */
function isAddress(text: string | null | undefined): boolean {
  if (text === null || text === undefined) return true;
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** See {@link CardAdministration.changeCardAuthority}. */
export async function changeAuthority(
  ports: CardPorts,
  id: string,
  settings: CardAuthoritySettings,
  actor: string,
): Promise<ChangeAuthorityOutcome> {
  if (!isAddress(settings.revocationListUrl)) return { kind: 'refused', reason: 'malformed-url' };
  return ports.database.write(async (writer) => {
    const stored = await findAuthority(writer, id);
    if (stored === undefined) return { kind: 'not-found' };
    const authority = withSettings(stored.authority, settings);
    await updateAuthority(writer, authority);
    recordChange(writer, ports.clock.now(), authorityEvent('changed', authority, actor));
    return { kind: 'done', authority };
  });
}

/** See {@link CardAdministration.listCardAuthorities}. */
export async function listAuthorities({ database }: CardPorts): Promise<readonly CardAuthority[]> {
  return (await authorities(database)).map(({ authority }) => authority);
}

/** See {@link CardAdministration.removeCardAuthority}. */
export function removeAuthority(
  ports: CardPorts,
  id: string,
  actor: string,
): Promise<{ readonly kind: 'done' } | { readonly kind: 'not-found' }> {
  return ports.database.write(async (writer) => {
    const stored = await findAuthority(writer, id);
    if (stored === undefined || !(await deleteAuthority(writer, stored.authority.id))) return { kind: 'not-found' };
    recordChange(writer, ports.clock.now(), authorityEvent('removed', stored.authority, actor));
    return { kind: 'done' };
  });
}

function authorityEvent(what: string, authority: CardAuthority, actor: string) {
  const { id, subject, fingerprint, rules, staleRevocation } = authority;
  const detail = { authorityId: id, subject, fingerprint, rules: rules.join(' '), staleRevocation };
  return { type: `directory.card-authority.${what}`, actor, detail };
}

const unusableLists: Readonly<
  Record<UnusableReason, 'malformed' | 'wrong-issuer' | 'bad-signature' | 'not-yet-valid'>
> = {
  other_issuer: 'wrong-issuer',
  issuer_may_not_sign_lists: 'wrong-issuer',
  unsupported_algorithm: 'bad-signature',
  bad_signature: 'bad-signature',
  unknown_critical_extension: 'malformed',
  no_next_update: 'malformed',
  not_yet_valid: 'not-yet-valid',
};

/** See {@link CardAdministration.importRevocationList}. A list that is in force already is not written again. */
export async function importList(
  ports: CardPorts,
  authorityId: string,
  input: string | Uint8Array,
  actor: string,
): Promise<ImportListOutcome> {
  const stored = await findAuthority(ports.database, authorityId);
  if (stored === undefined) return { kind: 'not-found' };
  const list = readRevocationList(input);
  const verdict = list && parsed(() => verifyRevocationList(list, stored.certificate, ports.verifySignature));
  if (list === undefined || verdict === undefined) return { kind: 'refused', reason: 'malformed' };
  if (verdict.kind === 'unusable') return { kind: 'refused', reason: unusableLists[verdict.why] };
  if (ports.clock.now() < list.thisUpdate) return { kind: 'refused', reason: 'not-yet-valid' };
  const digest = toHex(ports.digests.sha256(list.raw));
  if (digest === stored.listDigest) return imported(list);
  return writeList(ports, stored.authority, list, digest, actor);
}

function writeList(
  ports: CardPorts,
  { id, subject }: CardAuthority,
  list: RevocationList,
  digest: string,
  actor: string,
): Promise<ImportListOutcome> {
  return writeUnique(ports.database, async (writer) => {
    if ((await findAuthority(writer, id)) === undefined) return { kind: 'not-found' };
    if (!(await storeList(writer, id, list, digest))) return { kind: 'refused', reason: 'older' };
    const detail = { authorityId: id, subject, digest, thisUpdate: list.thisUpdate, revoked: list.revoked.size };
    recordChange(writer, ports.clock.now(), { type: 'directory.revocation-list.imported', actor, detail });
    return imported(list);
  });
}

function imported({ revoked, nextUpdate }: RevocationList): ImportListOutcome {
  return { kind: 'imported', revoked: revoked.size, nextUpdate };
}

/** See {@link CardAdministration.refreshRevocationList}. */
export async function refreshList(ports: CardPorts, authorityId: string, actor: string): Promise<RefreshListOutcome> {
  const authority = (await findAuthority(ports.database, authorityId))?.authority;
  if (authority === undefined) return { kind: 'not-found' };
  if (authority.revocationListUrl === undefined) return { kind: 'no-url' };
  const list = await ports.fetchRevocationList(authority.revocationListUrl).catch(() => undefined);
  return list === undefined ? { kind: 'unreachable' } : importList(ports, authorityId, list, actor);
}
