/**
 * A SCEP authority of the tests whose work is done by the openssl program: it opens envelopes, signs requests and seals
 * certificates. Only the attributes of the outer message, which openssl cannot write, are ours.
 */
import { makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { FailInfo, PkiStatus } from '#protocol/scep/attributes.ts';
import { buildPkiMessage, parsePkiMessage, type VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { IdentityAnswer, IdentityRequest } from '../ports.ts';

/** How the next answers go; the last one stays. */
export interface ScepBehaviour {
  readonly status?: number;
  readonly pkiStatus?: PkiStatus;
  readonly failInfo?: FailInfo;
  readonly transactionId?: string;
  readonly recipientNonce?: Uint8Array;
  readonly signer?: ReturnType<typeof makeTestSigner>;
  /** Certifies a key of its own instead. */
  readonly otherKey?: boolean;
}

/** The authority with what it saw. */
export class ScepAuthority {
  readonly identity: ReturnType<typeof makeTestSigner>;
  readonly seen: IdentityRequest[] = [];
  readonly messages: VerifiedPkiMessage[] = [];
  capabilities = 'POSTPKIOperation\nSHA-256\nAES\n';
  behaviours: ScepBehaviour[] = [{}];
  #csr: Uint8Array = new Uint8Array();
  /** The last certification request as openssl prints it. */
  requestText = '';

  constructor(identity = makeTestSigner(2048)) {
    this.identity = identity;
  }

  get certificate(): Uint8Array {
    return this.identity.certificate.raw;
  }

  readonly send = (request: IdentityRequest): Promise<IdentityAnswer> => {
    this.seen.push(request);
    return Promise.resolve(this.#answer(request));
  };

  #answer(request: IdentityRequest): IdentityAnswer {
    const operation = /operation=(\w+)/.exec(request.url)?.[1];
    if (operation === 'GetCACert') return answer(200, 'application/x-x509-ca-cert', this.certificate);
    if (operation === 'GetCACaps') return answer(200, 'text/plain', utf8(this.capabilities));
    const behaviour = this.behaviours.length > 1 ? (this.behaviours.shift() ?? {}) : (this.behaviours[0] ?? {});
    if (behaviour.status !== undefined) return answer(behaviour.status, 'text/plain', utf8('trouble'));
    const bytes = request.method === 'POST' ? request.body : queryMessage(request.url);
    if (!(bytes instanceof Uint8Array)) throw new Error('A message is bytes.');
    return answer(200, 'application/x-pki-message', this.#certRep(bytes, behaviour));
  }

  #certRep(bytes: Uint8Array, behaviour: ScepBehaviour): Uint8Array {
    const message = parsePkiMessage(bytes, { verify: verifySignature, digests: nodeCrypto });
    this.messages.push(message);
    this.#open(message);
    const { transactionId, senderNonce } = message.attributes;
    const { pkiStatus = 'success', failInfo, signer = this.identity } = behaviour;
    return buildPkiMessage({
      attributes: {
        messageType: 'CertRep',
        transactionId: behaviour.transactionId ?? transactionId,
        recipientNonce: behaviour.recipientNonce ?? senderNonce,
        pkiStatus,
        failInfo,
      },
      envelope: pkiStatus === 'success' ? this.#issue(message, behaviour) : undefined,
      digest: 'sha256',
      digests: nodeCrypto,
      signer: signer.cmsSigner,
    });
  }

  /** Opens what is asked, and keeps a request for when it is granted. */
  #open(message: VerifiedPkiMessage): void {
    const opened = runOpenssl(['cms', '-decrypt', '-inform', 'DER', '-in', 'in.der', '-inkey', 'key.pem'], {
      ...this.identity.files,
      'in.der': message.envelope,
    });
    if (message.attributes.messageType !== 'PKCSReq') return;
    const printed = runOpenssl(['req', '-inform', 'DER', '-in', 'csr.der', '-noout', '-text', '-verify'], {
      'csr.der': opened,
    });
    this.requestText = Buffer.from(printed).toString();
    this.#csr = opened;
  }

  #issue(message: VerifiedPkiMessage, { otherKey }: ScepBehaviour): Uint8Array {
    const { files } = this.identity;
    const sign = ['x509', '-req', '-days', '30', '-CA', 'signer.pem', '-CAkey', 'key.pem', '-set_serial', '77'];
    const leaf = runOpenssl([...sign, '-inform', 'DER', '-in', 'csr.der'], { ...files, 'csr.der': this.#csr });
    const certificates = runOpenssl(['crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER'], {
      'all.pem': otherKey ? (files['signer.pem'] ?? '') : Buffer.from(leaf).toString() + (files['signer.pem'] ?? ''),
    });
    const seal = ['cms', '-encrypt', '-binary', '-aes-128-cbc', '-outform', 'DER', '-in', 'in.der', 'to.pem'];
    return runOpenssl(seal, { 'in.der': certificates, 'to.pem': pemOf(message.signerCertificate.raw) });
  }
}

function queryMessage(url: string): Uint8Array | undefined {
  return fromAnyBase64((/message=([^&]*)/.exec(url)?.[1] ?? '').replaceAll('%3D', '='));
}

function answer(status: number, type: string, bytes: Uint8Array): IdentityAnswer {
  return { status, headers: { 'content-type': type }, bytes };
}

function pemOf(der: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
