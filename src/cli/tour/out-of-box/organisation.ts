/** What an organisation does once before its Macs come out of the box: push certificate, server token, application. */
import { createPublicKey } from 'node:crypto';
import { ApiError } from '#api/error.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { keySigner } from '#runtime/crypto.ts';
import { generateRsaKey } from '#runtime/rsa.ts';
import { type Act, actsAt } from '../../apple/acts.ts';
import { laboratoryFolder } from '../../laboratory.ts';
import { absolutePath } from '../../mac/options.ts';
import { serverName } from '../../server-name.ts';
import { type Stage, say } from '../stage.ts';

/** The organisation, ready for its Macs. */
export interface Organisation {
  /** What its administrator does at Apple. */
  readonly apple: Act;
  /** File name of the application's package. */
  readonly packageName: string;
}

/** Prepares it; what is there from an earlier tour stays. @throws {CliRefusal} when simulated Apple is not there */
export async function prepareOrganisation(stage: Stage): Promise<Organisation> {
  const apple = actsAt(laboratoryFolder(absolutePath(stage.home)));
  await pushCertificate(stage, apple);
  await serverToken(stage, apple);
  const { application } = await stage.api.makeDemonstrationApplication();
  say(stage, 'application', `${application.fileName}, signed, ${Math.ceil(application.size / 1024)} kB`);
  return { apple, packageName: application.fileName };
}

async function pushCertificate(stage: Stage, apple: Act): Promise<void> {
  const known = await unless('push_certificate_not_found', stage.api.getPushCertificate());
  if (known) return say(stage, 'push certificate', `topic ${known.topic}, as before`);
  const key = await generateRsaKey();
  const content = {
    subject: makeName([['commonName', 'Porchlight']]),
    publicKey: parsePublicKey(createPublicKey(key).export({ format: 'der', type: 'spki' })),
  };
  const request = encodePem('CERTIFICATE REQUEST', buildCertificationRequest(content, keySigner(key)));
  const certificatePem = String((await apple('push-certificate', { request }))['certificate']);
  const keyPem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const { topic } = await stage.api.importPushCertificate({ body: { certificatePem, keyPem } });
  say(stage, 'push certificate', `from Apple, topic ${topic}`);
}

async function serverToken(stage: Stage, apple: Act): Promise<void> {
  const { state } = await stage.api.showAde();
  if (state === 'ready') return say(stage, 'server token', 'as before');
  const { certificate } = await stage.api.issueAdeTokenCertificate();
  await apple('add-server', { name: serverName, certificate });
  const file = String((await apple('token', { server: serverName }))['token']);
  const { expiresAt } = await stage.api.importAdeToken({ body: { file } });
  say(stage, 'server token', `from Apple Business Manager, until ${expiresAt.slice(0, 10)}`);
}

/** Undefined for the one refusal. */
async function unless<Value>(code: string, asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ApiError && error.code === code) return undefined;
    throw error;
  }
}
