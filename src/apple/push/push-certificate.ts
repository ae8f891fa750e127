/** Push certificates of simulated Apple: the topic of a device management service is the user id in the subject. */
import type { CertificationRequest } from '#protocol/x509/request.ts';
import { type Certificate } from '#protocol/x509/certificate.ts';
import { issueUnder } from '#protocol/x509/authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { clientExtensions } from '#protocol/x509/profiles.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type ApplePorts, authorityFrom, type AuthorityState, day } from '../authority-state.ts';
import { uuidFrom } from '../organisation/identifiers.ts';

const leafLife = 365 * day;

/** Issues a push certificate for a request's key. A renewal keeps the topic; a new one gets a topic of its own. */
export function issuePushCertificate(
  state: AuthorityState,
  request: CertificationRequest,
  { clock, random }: ApplePorts,
  topic = `com.apple.mgmt.External.${uuidFrom(random).toLowerCase()}`,
): Certificate {
  return issueUnder(authorityFrom(state), {
    subject: makeName([
      ['userId', topic],
      ['commonName', `APSP:${topic.slice(-36)}`],
      ['countryName', 'US'],
    ]),
    publicKey: request.publicKey,
    notBefore: clock.now() - day,
    notAfter: clock.now() + leafLife,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: (keys) => clientExtensions(keys),
  });
}

/** The topic of a push certificate, or undefined when it has none. */
export function topicOf({ subject }: Certificate): string | undefined {
  const userId = '0.9.2342.19200300.100.1.1';
  return subject.relativeNames.flat().find(({ type }) => type === userId)?.value;
}
