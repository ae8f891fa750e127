/**
 * What a browser gives back (W3C WebAuthn section 5.1, `RegistrationResponseJSON` and `AuthenticationResponseJSON`), read
 * without trust: sizes first, then types, then the collected client data (section 5.8.1).
 */
import { fromBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { PasskeyRefusal } from './refusals.ts';

/** The collected client data: what the browser says of where it was. */
export interface ClientData {
  readonly type: string;
  /** Base64url. */
  readonly challenge: string;
  readonly origin: string;
  /** Our page stood inside that of another site. */
  readonly isCrossOrigin: boolean;
}

/** What both ceremonies give. */
interface Credential {
  /** Base64url without padding. */
  readonly id: string;
  readonly clientData: ClientData;
  readonly clientDataJson: string;
}

/** A new credential. */
export interface RegistrationResponse extends Credential {
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

/** A signature by a credential. */
export interface SignInResponse extends Credential {
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | undefined;
}

/** Characters of a response: an attestation with a long chain takes a sixth. */
const mostCharacters = 128 * 1024;
/** Characters of a credential id: 1023 bytes (section 6.5.1). */
const longestId = 1364;
const mostTransports = 10;

type Members = Readonly<Record<string, unknown>>;

/** Reads the response of a registration: JSON text, or what it parses to. @throws {PasskeyRefusal} */
export function readRegistrationResponse(response: unknown): RegistrationResponse {
  const { credential, inner } = readCredential(response);
  return { ...credential, attestationObject: bytesIn(inner, 'attestationObject'), transports: transportsOf(inner) };
}

/** Reads the response of a sign-in: JSON text, or what it parses to. @throws {PasskeyRefusal} */
export function readSignInResponse(response: unknown): SignInResponse {
  const { credential, inner } = readCredential(response);
  const { userHandle } = inner;
  return {
    ...credential,
    authenticatorData: bytesIn(inner, 'authenticatorData'),
    signature: bytesIn(inner, 'signature'),
    // Null where there is none, as the browser's own object has it.
    userHandle: (userHandle ?? '') === '' ? undefined : bytesIn(inner, 'userHandle'),
  };
}

function readCredential(response: unknown): { readonly credential: Credential; readonly inner: Members } {
  const outer = membersOf(parsed(response));
  const inner = membersOf(outer['response']);
  const id = bytesIn(outer, 'id');
  if (outer['rawId'] !== id || outer['type'] !== 'public-key' || id.length > longestId) throw malformed();
  const clientDataJson = bytesIn(inner, 'clientDataJSON');
  return { credential: { id, clientDataJson, clientData: readClientData(clientDataJson) }, inner };
}

/** A text is parsed; anything else is measured, so that both have the same bound. */
function parsed(response: unknown): unknown {
  try {
    const text = typeof response === 'string' ? response : JSON.stringify(response);
    if (text === undefined) throw malformed();
    if (text.length > mostCharacters) throw new PasskeyRefusal('passkey_too_large');
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof PasskeyRefusal ? error : malformed();
  }
}

function readClientData(clientDataJson: string): ClientData {
  const text = fromUtf8(fromBase64url(clientDataJson) ?? new Uint8Array());
  const { type, challenge, origin, crossOrigin, topOrigin } = membersOf(parsed(text));
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') throw malformed();
  return { type, challenge, origin, isCrossOrigin: (crossOrigin ?? false) !== false || topOrigin !== undefined };
}

function transportsOf({ transports = [] }: Members): readonly string[] {
  if (!Array.isArray(transports) || transports.length > mostTransports) throw malformed();
  // Hints for the next sign-in; one that we do not know is kept (section 5.8.4).
  return transports.map((transport: unknown) => {
    if (typeof transport === 'string' && /^[a-z-]{1,32}$/.test(transport)) return transport;
    throw malformed();
  });
}

function bytesIn(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '' || !fromBase64url(value)) throw malformed();
  return value;
}

function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Members;
}

function malformed(): PasskeyRefusal {
  return new PasskeyRefusal('passkey_malformed');
}
