/** A Mac for each cause between it and its hosts, broken in that way alone, as it would show. */
import type { HostProbe } from '../findings.ts';
import type { BrokenMac } from './broken-macs.ts';
import {
  edited,
  freshMac,
  healthyText,
  planOf,
  sampleFindings,
  sampleHost,
  sampleNow,
  testdata,
} from './sample-findings.ts';

const finding = {
  code: 'associated_domain_missing',
  severity: 'warning',
  member: 'urls',
  message: 'Said by the linter.',
} as const;
const onHost = (change: Partial<HostProbe>) =>
  sampleFindings({ text: null, mac: freshMac(), events: [], hosts: [sampleHost(change)] });
const origin = (change: object): Partial<HostProbe> => ({
  origin: Object.assign(sampleHost().origin, change),
});
const tls = (change: object): Partial<HostProbe> => ({ tls: Object.assign(sampleHost().tls, change) });
const other = JSON.stringify({ authsrv: { apps: ['OTHER00001.org.example.other'] } });
const unregistered = edited(
  healthyText('Password'),
  ['"registrationCompleted" : true', '"registrationCompleted" : false'],
  ['POUserStateNormal (0)', 'POUserStateNeedsRegistration (2)'],
  [/SSO Tokens:[\s\S]*$/, 'SSO Tokens:\n (null)\n'],
);

/** The Macs. */
export const brokenHosts: readonly BrokenMac[] = [
  {
    code: 'tls_inspected',
    confidence: 'certain',
    how: 'asked live',
    findings: onHost(
      tls({
        isPublic: false,
        chain: [{ subject: 'CN=id.example.org', issuer: 'O=Zscaler Inc., CN=Zscaler Intermediate Root CA' }],
      }),
    ),
  },
  {
    code: 'tls_inspected',
    confidence: 'certain',
    how: 'openssl where the Mac is',
    findings: sampleFindings({ text: testdata('log-inspected'), mac: freshMac(), events: [] }),
  },
  {
    code: 'tls_private_root',
    confidence: 'certain',
    how: 'a company root',
    findings: onHost(tls({ isPublic: false, chain: [{ subject: 'CN=id.example.org', issuer: 'CN=Example Root CA' }] })),
  },
  {
    code: 'tls_expired',
    confidence: 'certain',
    how: 'ended yesterday',
    findings: onHost(tls({ notAfter: sampleNow - 86_400_000 })),
  },
  {
    code: 'tls_wrong_name',
    confidence: 'certain',
    how: 'a name of another host',
    findings: onHost(tls({ fitsName: false, names: ['www.example.org'] })),
  },
  { code: 'tls_too_old', confidence: 'certain', how: 'TLS 1.1', findings: onHost(tls({ protocol: 'TLSv1.1' })) },
  {
    code: 'association_unreachable',
    confidence: 'certain',
    how: 'no such name',
    findings: onHost({
      origin: { kind: 'none', code: 'name_unknown', sentence: 'The name id.example.org does not resolve here.' },
    }),
  },
  {
    code: 'association_redirected',
    confidence: 'certain',
    how: '302 to www',
    findings: onHost(origin({ status: 302, location: 'https://www.example.org/', text: '' })),
  },
  {
    code: 'association_missing',
    confidence: 'certain',
    how: '404',
    findings: onHost(origin({ status: 404, contentType: 'text/html', text: '<h1>Not found</h1>' })),
  },
  {
    code: 'association_malformed',
    confidence: 'certain',
    how: 'a portal’s page',
    findings: onHost(origin({ contentType: 'text/html', text: '<html>Welcome to the guest network</html>' })),
  },
  {
    code: 'association_lacks_app',
    confidence: 'certain',
    how: 'another app',
    findings: onHost(origin({ text: other })),
  },
  {
    code: 'association_copy_old',
    confidence: 'likely',
    how: 'Apple has the file of before',
    findings: onHost({
      cdn: {
        kind: 'answer',
        status: 200,
        contentType: 'application/json',
        location: undefined,
        age: 50_000,
        text: other,
      },
    }),
  },
  {
    code: 'association_copy_missing',
    confidence: 'likely',
    how: 'Apple answers 404',
    findings: onHost({
      cdn: {
        kind: 'answer',
        status: 404,
        contentType: 'text/plain',
        location: undefined,
        age: undefined,
        text: 'Not Found',
      },
    }),
  },
  {
    code: 'domain_not_in_plan',
    confidence: 'likely',
    how: 'the linter',
    findings: sampleFindings({
      text: null,
      mac: freshMac(),
      events: [],
      plan: planOf('Password', {}, { findings: [finding] }),
    }),
  },
  {
    code: 'extension_not_associated',
    confidence: 'certain',
    how: 'swcutil says denied',
    findings: sampleFindings({ text: testdata('swcutil-denied'), mac: freshMac(), events: [], hosts: undefined }),
  },
  {
    code: 'extension_not_associated',
    confidence: 'likely',
    how: 'the log of a virtual Mac',
    findings: sampleFindings({ text: testdata('virtual-mac-log'), mac: freshMac(), events: [], hosts: undefined }),
  },
  {
    code: 'tls_refused_by_mac',
    confidence: 'likely',
    how: '-1202 in a log',
    findings: sampleFindings({ text: testdata('log-tls'), mac: freshMac(), events: [], hosts: undefined }),
  },
  {
    code: 'mac_without_network',
    confidence: 'likely',
    how: '-1001 of NSURLErrorDomain',
    findings: sampleFindings({ text: testdata('log-timeout'), mac: freshMac(), events: [], hosts: undefined }),
  },
  {
    code: 'registration_never_started',
    confidence: 'likely',
    how: 'the Mac’s own word',
    findings: sampleFindings({ text: unregistered, mac: freshMac(), events: [] }),
  },
  {
    code: 'registration_never_started',
    confidence: 'likely',
    how: 'set up an hour ago',
    findings: sampleFindings({ text: null, mac: freshMac(), events: [] }),
  },
];
