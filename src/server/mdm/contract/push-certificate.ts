/** Push certificates as Apple's portal gives them, made by the openssl program. */
import assert from 'node:assert/strict';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { OpenSsl } from '#server/authority/device-identities/contract/openssl.ts';
import type { PushCertificateUpload } from '../push/push-certificates.ts';
import { type ManagementStage, topic } from './management-stage.ts';

/** A certificate whose subject has this UID, good for 365 days, and its key. */
export function makePushCertificate(uid = topic): PushCertificateUpload {
  const openssl = new OpenSsl();
  try {
    const subject = uid === '' ? '/CN=no topic' : `/UID=${uid}/CN=APSP:9b1d9a4e/C=US`;
    const files = ['-keyout', 'key.pem', '-out', 'certificate.pem'];
    openssl.run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '365', '-subj', subject, ...files);
    const text = (name: string) => fromUtf8(openssl.read(name)) ?? '';
    return { certificatePem: text('certificate.pem'), keyPem: text('key.pem') };
  } finally {
    openssl.remove();
  }
}

const standard = makePushCertificate();

/** Gives the stage the push certificate of all tests. */
export async function withPushCertificate({ management }: Pick<ManagementStage, 'management'>): Promise<void> {
  const outcome = await management.pushCertificates.import(standard, 'admin');
  assert.equal(outcome.kind, 'imported');
}
