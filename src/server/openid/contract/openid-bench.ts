import assert from 'node:assert/strict';
import type { OpenIdPorts } from '../context.ts';
import { type OpenIdFeature, openOpenId } from '../feature.ts';

/** No Mac ever proves anybody. */
export const noMacs: OpenIdPorts['macs'] = {
  prove: () => Promise.resolve({ kind: 'refused', code: 'device_unknown', context: {} }),
  isLoginLive: () => Promise.resolve(false),
};

const nobody = () => assert.fail('nobody signs in here');

/** The feature for tests of others, without keys that sign. */
export function openOpenIdBench(
  ports: Omit<
    OpenIdPorts,
    'issuer' | 'signIns' | 'signingKeys' | 'discovery' | 'onFault' | 'macs' | 'macSuffices' | 'isLaboratory'
  >,
): Promise<OpenIdFeature> {
  return openOpenId({
    ...ports,
    issuer: 'https://id.example.org',
    signIns: { show: nobody, submit: nobody, suffices: nobody },
    macs: noMacs,
    macSuffices: () => Promise.resolve(true),
    isLaboratory: true,
    signingKeys: () => [],
    discovery: {},
    onFault: (error) => assert.fail(String(error)),
  });
}
