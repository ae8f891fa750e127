/**
 * Where a simulated Apple is and whom to trust for it: the file `apple.json` that it writes into its folder. Ours alone; the
 * real Apple's addresses and roots are built in.
 */
import { readJsonBody, textAt } from '../ade/json-members.ts';

/** The file's members. Addresses have no trailing slash. */
export interface SimulatedAppleAddresses {
  /** In place of `https://mdmenrollment.apple.com`. */
  readonly deviceServices: string;
  /** In place of `https://api.push.apple.com`. */
  readonly push: string;
  /** What only a Mac talks to: activation, device identity, attestation, courier. */
  readonly macServices: string;
  /** PEM of the root that signs the TLS certificates of all of them. */
  readonly tlsRootPem: string;
  /** PEM of the authority that issues device certificates, in place of Apple iPhone Device CA. */
  readonly deviceAuthorityPem: string;
  /** PEM, in place of Apple Enterprise Attestation Root CA. */
  readonly attestationRootPem: string;
}

/** The name of the file. */
export const addressesFile = 'apple.json';

/** Reads the file's text. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseSimulatedAppleAddresses(text: string): SimulatedAppleAddresses {
  const json = readJsonBody(text);
  return {
    deviceServices: textAt(json, 'deviceServices'),
    push: textAt(json, 'push'),
    macServices: textAt(json, 'macServices'),
    tlsRootPem: textAt(json, 'tlsRootPem'),
    deviceAuthorityPem: textAt(json, 'deviceAuthorityPem'),
    attestationRootPem: textAt(json, 'attestationRootPem'),
  };
}

/** Writes the file's text. */
export function encodeSimulatedAppleAddresses(addresses: SimulatedAppleAddresses): string {
  return `${JSON.stringify(addresses, null, 2)}\n`;
}
