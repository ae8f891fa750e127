/** Apple as a virtual Mac reaches it: the simulated one, by HTTPS. A real Mac's protocols with Apple are Apple's own. */
import { parseEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { fromHex, toHex } from '#protocol/encoding/bytes.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { activationPath } from '#protocol/simulated-apple/activation.ts';
import { attestationPath, encodeAttestationWish } from '#protocol/simulated-apple/attestation-request.ts';
import {
  courierNotificationsPath,
  courierTokensPath,
  encodeTokenRequest,
  parseNotification,
  parseTokenResponse,
} from '#protocol/simulated-apple/courier.ts';
import {
  deviceIdentityPath,
  encodeDeviceIdentityRequest,
  parseCertificates,
} from '#protocol/simulated-apple/device-identity.ts';
import { generateRsaKey } from '#runtime/rsa.ts';
import { createPublicKey } from 'node:crypto';
import type { HttpMethod } from '../evidence.ts';
import type { AppleServices, AttestationService, MacFetch, MacResponse } from '../ports.ts';

/** What a Mac needs of Apple. */
export interface ReachableApple {
  readonly apple: AppleServices;
  readonly attestation: AttestationService;
}

/** @param address of simulated Apple's services for Macs, without a slash at the end */
export function simulatedApple(address: string, fetch: MacFetch): ReachableApple {
  const ask = (method: HttpMethod, path: string, body?: string) =>
    fetch(`${address}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'mobileactivationd' },
      ...(body === undefined ? {} : { body }),
    });
  const answered = async (answer: Promise<MacResponse>): Promise<string> => {
    const response = await answer;
    if (response.status === 200) return response.text();
    throw new Error(`Apple answers with status ${response.status}.`);
  };
  return {
    apple: {
      async factoryIdentity({ serialNumber, udid }) {
        const key = await generateRsaKey(1024);
        const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
        const wish = encodeDeviceIdentityRequest({ serialNumber, udid, publicKey });
        const certificates = parseCertificates(await answered(ask('POST', deviceIdentityPath, wish)));
        return { certificates, privateKey: key.export({ format: 'der', type: 'pkcs8' }) };
      },
      async cloudConfiguration(serialNumber) {
        const response = await ask('GET', activationPath(serialNumber));
        if (response.status === 404) return undefined;
        const text = await answered(Promise.resolve(response));
        parseEnrollmentProfile(text);
        return parseJsonObject(text);
      },
      async registerForPush(topic) {
        return fromHex(parseTokenResponse(await answered(ask('POST', courierTokensPath, encodeTokenRequest(topic)))));
      },
      async takePush(token) {
        const text = await answered(ask('GET', courierNotificationsPath(toHex(token))));
        const payload = parseJsonObject(parseNotification(text) ?? '');
        const magic = payload?.['mdm'];
        return typeof magic === 'string' ? { pushMagic: magic } : undefined;
      },
    },
    attestation: async (key, freshness, identifiers) => {
      const { serialNumber = '', udid = '', osVersion } = identifiers ?? {};
      const includeIdentifiers = identifiers !== undefined;
      const wish = encodeAttestationWish({
        key,
        freshness,
        serialNumber,
        udid,
        includeIdentifiers,
        ...(osVersion === undefined ? {} : { osVersion }),
      });
      return parseCertificates(await answered(ask('POST', attestationPath, wish)));
    },
  };
}
