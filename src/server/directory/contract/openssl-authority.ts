/** Certificate authorities, cards and revocation lists made by the openssl program: the outside witness. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { OpenSsl } from '#test/support/openssl.ts';

/** What a card's certificate says. Absent usages are what a log-on card has; `null` leaves the extension out. */
export interface CardFacts {
  readonly upn?: readonly string[];
  readonly mail?: readonly string[];
  readonly keyUsage?: string | null;
  readonly purposes?: string | null;
  readonly authority?: boolean;
  readonly days?: number;
}

let counter = 0;

/** An authority in a folder of its own; `remove` deletes it. */
export class OpenSslAuthority {
  readonly #openssl = new OpenSsl();
  /** PEM. */
  readonly certificate: string;

  constructor(name: string, issuer?: OpenSslAuthority) {
    this.#openssl.write('ca.cnf', configuration);
    this.#openssl.write('index.txt', '');
    this.#openssl.write('index.txt.attr', 'unique_subject = no\n');
    this.#openssl.write('crlnumber', '01\n');
    this.#openssl.write('serial', `${randomBytes(8).toString('hex')}\n`);
    this.#key('ca.key');
    if (issuer === undefined) {
      this.#openssl.run(
        'req',
        '-x509',
        '-new',
        '-key',
        'ca.key',
        '-days',
        '3650',
        '-subj',
        `/CN=${name}`,
        ...authorityOptions,
      );
    } else {
      this.#openssl.run('req', '-new', '-key', 'ca.key', '-subj', `/CN=${name}`, '-out', 'ca.csr');
      this.#openssl.write('ca.pem', issuer.sign(join(this.#openssl.folder, 'ca.csr'), authorityExtensions, 3000));
    }
    this.certificate = this.#openssl.readText('ca.pem');
  }

  /** A card's certificate, DER. */
  card(facts: CardFacts = {}): Uint8Array {
    return new Uint8Array(new X509Certificate(this.cardWithKey(facts).certificate).raw);
  }

  /** A card's certificate with its key, both PEM. */
  cardWithKey(facts: CardFacts = {}): { readonly certificate: string; readonly key: string } {
    counter += 1;
    const key = `card${counter}.key`;
    const request = `card${counter}.csr`;
    this.#key(key);
    this.#openssl.run('req', '-new', '-key', key, '-subj', `/CN=Card ${counter}`, '-out', request);
    const certificate = this.sign(join(this.#openssl.folder, request), cardExtensions(facts), facts.days ?? 365);
    return { certificate, key: this.#openssl.readText(key) };
  }

  /** Signs a request; PEM. */
  sign(request: string, extensions: string, days: number): string {
    counter += 1;
    const out = `signed${counter}.pem`;
    this.#openssl.write('extensions.cnf', extensions);
    const extra = ['-extfile', 'extensions.cnf', '-days', String(days)];
    this.#openssl.run('ca', '-batch', '-notext', '-config', 'ca.cnf', '-in', request, '-out', out, ...extra);
    return this.#openssl.readText(out);
  }

  /** Revokes a certificate in the lists to come. */
  revoke(card: Uint8Array, reason = 'keyCompromise'): void {
    this.revokePem(new X509Certificate(card).toString(), reason);
  }

  /** The same for PEM. */
  revokePem(certificate: string, reason = 'keyCompromise'): void {
    this.#openssl.write('revoked.pem', certificate);
    this.#openssl.run('ca', '-config', 'ca.cnf', '-revoke', 'revoked.pem', '-crl_reason', reason);
  }

  /** A revocation list, PEM, made now or at a time in milliseconds since 1970, and good for a week. */
  list(at = Date.now()): string {
    const times = ['-crl_lastupdate', openSslTime(at), '-crl_nextupdate', openSslTime(at + 7 * 86_400_000)];
    this.#openssl.run('ca', '-config', 'ca.cnf', '-gencrl', ...times, '-out', 'list.pem');
    return this.#openssl.readText('list.pem');
  }

  /** The same list, DER. */
  listDer(): Uint8Array {
    this.list();
    this.#openssl.run('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.der');
    return this.#openssl.read('list.der');
  }

  remove(): void {
    this.#openssl.remove();
  }

  #key(name: string): void {
    this.#openssl.run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', name);
  }
}

/** `20261101120000Z` */
function openSslTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+|[-:T]/g, '');
}

const configuration = `
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
crlnumber = crlnumber
serial = serial
crl_extensions = list
[any]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
`;

const authorityExtensions = `basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

const authorityOptions = [
  '-addext',
  'basicConstraints=critical,CA:true',
  '-addext',
  'keyUsage=critical,keyCertSign,cRLSign,digitalSignature',
  '-out',
  'ca.pem',
];

function cardExtensions(facts: CardFacts): string {
  const names = [
    ...(facts.upn ?? []).map((upn) => `otherName:1.3.6.1.4.1.311.20.2.3;UTF8:${upn}`),
    ...(facts.mail ?? []).map((mail) => `email:${mail}`),
  ];
  const { keyUsage = 'digitalSignature', purposes = 'clientAuth, 1.3.6.1.4.1.311.20.2.2' } = facts;
  return [
    `basicConstraints = critical, CA:${facts.authority === true}`,
    'subjectKeyIdentifier = hash',
    'authorityKeyIdentifier = keyid',
    keyUsage === null ? '' : `keyUsage = critical, ${keyUsage}`,
    purposes === null ? '' : `extendedKeyUsage = ${purposes}`,
    names.length === 0 ? '' : `subjectAltName = ${names.join(',')}`,
  ].join('\n');
}
