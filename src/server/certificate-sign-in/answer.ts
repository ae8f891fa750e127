/** The answer to somebody who shows a certificate: the way back with a proof, or a page that says what is wrong. */
import { toHex } from '#protocol/encoding/bytes.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import { alertOf, answerPage, escaped, type PageAnswer } from '#server/pages/page.ts';
import type { CertificateSignInPorts } from './ports.ts';
import { type CertificateRefusalCode, codeOfReason, refusals } from './refusals.ts';
import { freshId, type Link, openLink, proofLife, sealProof } from './tokens.ts';
import { useOnce } from './used-tokens.ts';

/** A request, as far as it counts. */
export interface Shown {
  /** The `attempt` of the address. */
  readonly token: string;
  /** DER, leaf first; that the leaf's key is held is proven. */
  readonly chain: readonly Uint8Array[];
  readonly address: string;
}

/** The way on, or a page. */
export type CertificateAnswer =
  | PageAnswer
  | { readonly status: 303; readonly headers: Readonly<Record<string, string>>; readonly body?: undefined };

interface Refused {
  readonly code: CertificateRefusalCode;
  readonly link?: Link;
  readonly userId?: string | undefined;
}

/** Answers. */
export async function answerShown(ports: CertificateSignInPorts, shown: Shown): Promise<CertificateAnswer> {
  if (ports.budget.take(shown.address).kind === 'limited') return pageOf({ code: 'too_many_attempts' });
  const outcome = await judge(ports, shown);
  if ('location' in outcome) return { status: 303, headers: { location: outcome.location } };
  note(ports, shown, outcome);
  return pageOf(outcome);
}

async function judge(ports: CertificateSignInPorts, shown: Shown): Promise<Refused | { readonly location: string }> {
  const link = openLink(ports.sealer, shown.token);
  if (!link) return { code: 'link_unknown' };
  if (link.endsAt <= ports.clock.now()) return { code: 'link_expired' };
  if (shown.chain.length === 0) return { code: 'certificate_missing', link };
  const outcome = await ports.people.userOfCertificate(shown.chain);
  if (outcome.kind === 'refused') return { code: codeOfReason[outcome.reason], link, userId: outcome.user?.id };
  const userId = outcome.user.id;
  if (!(await accept(ports, shown, link, userId))) return { code: 'link_used', userId };
  const location = new URL(link.returnTo);
  const endsAt = ports.clock.now() + proofLife;
  const proof = sealProof(ports.sealer, { id: freshId(ports.random), attempt: link.attempt, userId, endsAt });
  location.searchParams.set('certificate', proof);
  return { location: location.href };
}

/** Uses the link up; false when it was. */
function accept({ database, clock }: CertificateSignInPorts, { address, chain }: Shown, link: Link, userId: string) {
  return database.write(async (writer) => {
    if (!(await useOnce(writer, link))) return false;
    const detail = { fingerprint: fingerprintOf(chain) };
    appendAudit(writer, clock.now(), [
      { type: 'certificate-sign-in.accepted', outcome: 'allowed', userId, address, detail },
    ]);
    return true;
  });
}

function note({ audit }: CertificateSignInPorts, { address, chain }: Shown, { code, userId }: Refused): void {
  const detail = {
    adminDescription: refusals[code].admin,
    ...(chain.length === 0 ? {} : { fingerprint: fingerprintOf(chain) }),
  };
  const who = userId === undefined ? {} : { userId };
  audit.record({ type: 'certificate-sign-in.refused', outcome: 'refused', code, address, ...who, detail });
}

function fingerprintOf([leaf = new Uint8Array()]: readonly Uint8Array[]): string {
  return toHex(nodeCrypto.sha256(leaf));
}

function pageOf({ code, link }: Refused): PageAnswer {
  const { status, user } = refusals[code];
  const back = link && `<p><a class="button" href="${escaped(link.returnTo)}">Back to signing in</a></p>\n`;
  const content = `${alertOf(user)}<p class="faint"><code>${code}</code></p>\n${back ?? ''}`;
  return answerPage({ title: 'Sign in with a certificate', problem: user, content }, [], status);
}
