/**
 * Which models of authenticators are let in (AAGUID, W3C WebAuthn section 6.5.1), and whether somebody has to vouch for
 * them (section 14.4.1). Without attestation a model is only what the authenticator says of itself: a list then keeps
 * order among honest ones.
 */
import { isAaguid } from '#protocol/webauthn/aaguids.ts';
import { type Certificate, parseCertificatesPem } from '#protocol/x509/certificate.ts';
import type { Clock } from '#runtime/clock.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';

/** Formats of attestations with certificates that are judged (section 8). */
export const attestationFormats = ['packed', 'tpm', 'apple'] as const;

/** Such a format. */
export type AttestationFormat = (typeof attestationFormats)[number];

/** The rules. */
export interface PasskeyPolicy {
  /** `any`: the list says nothing. `allow`: only the models of the list. `deny`: all but those. Counts at sign-in too. */
  readonly mode: 'any' | 'allow' | 'deny';
  readonly aaguids: readonly string[];
  /** Whether new passkeys need a maker's attestation that leads to one of the roots. */
  readonly attestation: 'optional' | 'required';
  /** Those of a format replace the maker's own, which is built in for `apple`. */
  readonly roots: readonly { readonly format: AttestationFormat; readonly certificate: string }[];
}

/** The rules, and who made them when; nobody where they are the usual ones. */
export interface SavedPolicy {
  readonly policy: PasskeyPolicy;
  readonly changedAt: number | undefined;
  readonly changedBy: string | undefined;
}

/** Every model, no attestation: what people have is let in, and nothing is learned about their devices. */
export const usualPasskeyPolicy: PasskeyPolicy = { mode: 'any', aaguids: [], attestation: 'optional', roots: [] };

/** A member that is wrong, and why. */
export interface PolicyProblem {
  readonly member: string;
  readonly message: string;
}

/** Outcome of a change. */
export type SetPolicyOutcome =
  | { readonly kind: 'done'; readonly saved: SavedPolicy }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

interface Row {
  readonly mode: PasskeyPolicy['mode'];
  readonly aaguids: string;
  readonly attestation: PasskeyPolicy['attestation'];
  readonly roots: string;
  readonly changed_at: number;
  readonly changed_by: string;
}

/** The rules that hold. */
export async function findPolicy(database: Database): Promise<SavedPolicy> {
  const text = 'SELECT mode, aaguids, attestation, roots, changed_at, changed_by FROM passkey_policy WHERE id = 1';
  const row = await database.get<Row>(text);
  if (!row) return { policy: usualPasskeyPolicy, changedAt: undefined, changedBy: undefined };
  const { mode, attestation } = row;
  const aaguids = JSON.parse(row.aaguids) as string[];
  const roots = JSON.parse(row.roots) as PasskeyPolicy['roots'];
  return { policy: { mode, aaguids, attestation, roots }, changedAt: row.changed_at, changedBy: row.changed_by };
}

/** Replaces the rules, with their audit event. */
export async function setPolicy(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  wish: PasskeyPolicy,
  actor: string,
): Promise<SetPolicyOutcome> {
  const policy = { ...wish, aaguids: wish.aaguids.map((aaguid) => aaguid.toLowerCase()) };
  const problems = problemsOf(policy);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { mode, aaguids, attestation, roots } = policy;
  const now = clock.now();
  await database.write(async (writer) => {
    await writer.run(
      `INSERT INTO passkey_policy (id, mode, aaguids, attestation, roots, changed_at, changed_by)
        VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, aaguids = excluded.aaguids,
        attestation = excluded.attestation, roots = excluded.roots, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by`,
      mode,
      JSON.stringify(aaguids),
      attestation,
      JSON.stringify(roots),
      now,
      actor,
    );
    const detail = { mode, aaguids: aaguids.join(' '), attestation, roots: roots.length };
    appendAudit(writer, now, [{ type: 'passkeys.policy.changed', outcome: 'changed', actor, detail }]);
  });
  return { kind: 'done', saved: { policy, changedAt: now, changedBy: actor } };
}

/** Whether a model is let in. */
export function isModelAllowed({ mode, aaguids }: PasskeyPolicy, aaguid: string): boolean {
  return mode === 'any' || aaguids.includes(aaguid) === (mode === 'allow');
}

/** What new passkeys are asked to tell: browsers hide the model unless an attestation is wanted (section 5.4.7). */
export function conveyanceOf({ mode, attestation }: PasskeyPolicy): 'direct' | 'none' {
  return mode === 'any' && attestation === 'optional' ? 'none' : 'direct';
}

/** The certificates that a policy trusts for a format; undefined where it says nothing about it. */
export function rootsOf({ roots }: PasskeyPolicy, format: string): readonly Certificate[] | undefined {
  const own = roots.filter((root) => root.format === format);
  return own.length === 0 ? undefined : own.flatMap(({ certificate }) => parseCertificatesPem(certificate));
}

function problemsOf({ mode, aaguids, roots }: PasskeyPolicy): PolicyProblem[] {
  const models = aaguids.flatMap((aaguid, index) =>
    isAaguid(aaguid) ? [] : [{ member: `aaguids.${index}`, message: 'is no AAGUID, which is a UUID' }],
  );
  const certificates = roots.flatMap(({ certificate }, index) =>
    isReadable(certificate)
      ? []
      : [{ member: `roots.${index}.certificate`, message: 'holds no certificate that can be read' }],
  );
  if (mode === 'any' && aaguids.length > 0) models.push({ member: 'aaguids', message: 'says nothing with mode "any"' });
  if (mode !== 'any' && aaguids.length === 0) models.push({ member: 'aaguids', message: `needs one with "${mode}"` });
  return [...models, ...certificates];
}

function isReadable(pem: string): boolean {
  try {
    return parseCertificatesPem(pem).length > 0;
  } catch {
    return false;
  }
}
