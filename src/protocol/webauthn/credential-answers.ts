/**
 * What a browser's `PublicKeyCredential.toJSON()` gives for a page to send (W3C WebAuthn section 5.1.4:
 * `RegistrationResponseJSON`, `AuthenticationResponseJSON`). From the browser to the relying party.
 */
import { toBase64url } from '../encoding/base64.ts';
import type { JsonObject } from '../encoding/json.ts';
import { ecPublicKey } from '../x509/public-key.ts';
import { es256 } from './cose-key.ts';

/** A new credential. */
export interface RegistrationAnswer {
  readonly credentialId: Uint8Array;
  /** X9.63, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly clientData: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly attestationObject: Uint8Array;
  /** The extension `credProps` (section 10.1.3) was asked for. */
  readonly tellsProperties: boolean;
}

/** A credential that was used. */
export interface AuthenticationAnswer {
  readonly credentialId: Uint8Array;
  readonly clientData: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly userHandle: Uint8Array;
}

/** `RegistrationResponseJSON` of a platform authenticator's resident credential. */
export function registrationJson(answer: RegistrationAnswer): JsonObject {
  return {
    ...identified(answer.credentialId),
    response: {
      clientDataJSON: toBase64url(answer.clientData),
      authenticatorData: toBase64url(answer.authenticatorData),
      transports: ['internal'],
      // SubjectPublicKeyInfo, as `getPublicKey()` hands it out (section 5.2.1).
      publicKey: toBase64url(ecPublicKey('P-256', answer.publicKey).spki),
      publicKeyAlgorithm: es256,
      attestationObject: toBase64url(answer.attestationObject),
    },
    clientExtensionResults: answer.tellsProperties ? { credProps: { rk: true } } : {},
  };
}

/** `AuthenticationResponseJSON`. */
export function authenticationJson(answer: AuthenticationAnswer): JsonObject {
  return {
    ...identified(answer.credentialId),
    response: {
      clientDataJSON: toBase64url(answer.clientData),
      authenticatorData: toBase64url(answer.authenticatorData),
      signature: toBase64url(answer.signature),
      userHandle: toBase64url(answer.userHandle),
    },
    clientExtensionResults: {},
  };
}

function identified(credentialId: Uint8Array): JsonObject {
  const id = toBase64url(credentialId);
  return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' };
}
