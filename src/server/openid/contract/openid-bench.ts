import assert from 'node:assert/strict';
import type { OpenIdPorts } from '../context.ts';
import { type OpenIdFeature, openOpenId } from '../feature.ts';

/** The feature for tests of others, without keys that sign. */
export function openOpenIdBench(
  ports: Omit<OpenIdPorts, 'issuer' | 'signingKeys' | 'discovery' | 'onFault'>,
): Promise<OpenIdFeature> {
  return openOpenId({
    ...ports,
    issuer: 'https://id.example.org',
    signingKeys: () => [],
    discovery: {},
    onFault: (error) => assert.fail(String(error)),
  });
}
