/** Causes on the way between the Mac and the hosts: association files, Apple's copies of them, TLS, the network. */
import { isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { parseAssociation } from '#protocol/platform-sso/associated-domains.ts';
import type { DoctorEvidence } from '#api/doctor.ts';
import type { Findings, HostProbe } from '../findings.ts';
import { inspectionProxyIn } from '../inspection-proxies.ts';
import { isSettled } from '../standing.ts';
import { certain, known, likely, linesLike, rule, type Rule, seen, unlessMended } from '../rule.ts';

type Answered = Extract<HostProbe['origin'], { kind: 'answer' }>;
type Chain = Extract<HostProbe['tls'], { kind: 'chain' }>;

/** Evidence of each host that something is said of. */
function ofHosts({ hosts = [] }: Findings, say: (probe: HostProbe) => string | undefined): DoctorEvidence[] {
  return hosts.flatMap((probe) => {
    const words = say(probe);
    return words === undefined ? [] : [known('live', `${probe.host}: ${words}`)];
  });
}

const answered = (say: (answer: Answered, probe: HostProbe) => string | undefined) => (probe: HostProbe) =>
  probe.origin.kind === 'answer' ? say(probe.origin, probe) : undefined;

const chained = (say: (chain: Chain, probe: HostProbe) => string | undefined) => (probe: HostProbe) =>
  probe.tls.kind === 'chain' ? say(probe.tls, probe) : undefined;

/** The names of applications in an association file; undefined where it is none. */
export function appsIn(text: string): readonly string[] | undefined {
  const json = parseJsonObject(text);
  return json !== undefined && isJsonObject(json) ? parseAssociation(json) : undefined;
}

const missingFrom = (apps: readonly string[], wanted: readonly string[]) =>
  wanted.filter((name) => !apps.includes(name));

const tlsTrouble =
  /NSURLErrorDomain.{0,60}-120[0-6]\b|certificate for this server is invalid|trust evaluat\w+ fail|SSL (?:error|handshake)|\bOSStatus.{0,12}-98(?:0[0-9]|1[0-9])\b|signed by nobody trusted|kCFStreamErrorDomainSSL/i;
const noNetwork =
  /NSURLErrorDomain.{0,60}-100[13459]\b|The request timed out|appears to be offline|could not connect to the server|No server answers at|cannot find (?:a server|host)/i;
const notAssociated =
  /extension (?:is )?not associated|No profile associates|authsrv.{0,80}(?:denied|not approved|fail)|(?:does not|do not) name \S+ in its association file|Check failed: The file names|associated domain\w* .{0,60}(?:fail|denied|not (?:valid|approved))/i;
const deniedHere = /^\s*Site\/Fmwk Approval\s*:\s*denied|^\s*Error\s*:.*(?:SWC|association|JSON|HTTP|TLS|SSL)/i;

/** The rules. */
export const domainRules: readonly Rule[] = [
  rule({
    code: 'tls_inspected',
    stage: 'associated-domains',
    title: 'A proxy opens the TLS connections',
    cause:
      'A certificate of an inspecting proxy stands in the place of the host’s own; macOS takes only public roots here, and refuses it.',
    needs: ['live', 'text'],
    docs: 'operations/tls.md',
    admin: [
      'Exempt this server’s hosts and Apple’s (*.apple.com, *.cdn-apple.com) from inspection at the proxy.',
      'See the chain from where the Mac is. $ openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null',
    ],
    user: ['Try once with another network, such as that of a phone.'],
    look: (findings) => {
      const live = ofHosts(
        findings,
        chained(({ chain }) => {
          const found = chain.map(({ issuer }) => inspectionProxyIn(issuer)).find((name) => name !== undefined);
          return found && `the certificate is made by ${found}: ${chain[0]?.issuer ?? ''}`;
        }),
      );
      const text = (findings.text?.lines ?? []).filter(
        ({ text: line }) =>
          /issue|cert|chain|trust|subject|CN=|O=/i.test(line) && inspectionProxyIn(line) !== undefined,
      );
      return certain(
        ...live,
        ...text.slice(0, 3).map(({ number, text: quote }) => ({
          source: 'text' as const,
          line: number,
          event: null,
          quote: quote.trim().slice(0, 300),
        })),
      );
    },
  }),
  rule({
    code: 'tls_private_root',
    stage: 'associated-domains',
    title: 'The server’s certificate ends in a private root',
    cause:
      'macOS takes for Platform SSO only certificates under a root that every Mac has; a root that you install does not count.',
    needs: ['live'],
    docs: 'operations/tls.md',
    yieldsTo: ['tls_inspected'],
    admin: ['Give the server a certificate of a public authority: PORCHLIGHT_TLS_CERTIFICATE and PORCHLIGHT_TLS_KEY.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          chained(({ isPublic, chain }, { isLocal }) =>
            isPublic || isLocal
              ? undefined
              : `the chain ends in ${chain.at(-1)?.issuer ?? 'nothing'}, which is no public root`,
          ),
        ),
      ),
  }),
  rule({
    code: 'tls_expired',
    stage: 'associated-domains',
    title: 'The server’s certificate is not valid now',
    cause: 'The TLS certificate has ended or has not begun, and no Mac talks to the server.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: ['Renew the certificate where it comes from and restart the server.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          chained(({ notBefore, notAfter }) =>
            notAfter <= findings.now
              ? `the certificate ended ${new Date(notAfter).toISOString()}`
              : notBefore > findings.now
                ? `the certificate begins ${new Date(notBefore).toISOString()}`
                : undefined,
          ),
        ),
      ),
  }),
  rule({
    code: 'tls_wrong_name',
    stage: 'associated-domains',
    title: 'The server’s certificate is for another name',
    cause: 'The host that Macs are told of does not stand in the certificate that answers there.',
    needs: ['live'],
    docs: 'operations/tls.md',
    yieldsTo: ['tls_inspected'],
    admin: ['Have the certificate made for the host, or correct the name in the plan or in DNS.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          chained(({ fitsName, names }) =>
            fitsName ? undefined : `the certificate is for ${names.join(', ') || 'no name'}`,
          ),
        ),
      ),
  }),
  rule({
    code: 'tls_too_old',
    stage: 'associated-domains',
    title: 'The host speaks a TLS that macOS does not take',
    cause: 'App Transport Security wants TLS 1.2 or later.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: ['Turn on TLS 1.2 and 1.3 at whatever stands before the server.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          chained(({ protocol }) => (/^(?:SSLv3|TLSv1(?:\.1)?)$/.test(protocol) ? protocol : undefined)),
        ),
      ),
  }),
  rule({
    code: 'association_unreachable',
    stage: 'associated-domains',
    title: 'The association file cannot be fetched',
    cause:
      'The host does not resolve, does not answer, or ends the connection, so no Mac learns that the extension may speak for it.',
    needs: ['live'],
    docs: 'operations/tls.md',
    yieldsTo: ['tls_expired', 'tls_wrong_name'],
    admin: [
      'Fetch it by hand, from where the Mac is too. $ curl -v https://HOST/.well-known/apple-app-site-association',
    ],
    look: (findings) =>
      certain(
        ...ofHosts(findings, ({ origin }) =>
          origin.kind === 'none' && origin.code !== 'not_asked' ? origin.sentence : undefined,
        ),
      ),
  }),
  rule({
    code: 'association_redirected',
    stage: 'associated-domains',
    title: 'The association file is behind a redirect',
    cause: 'macOS and Apple’s service follow no redirect when they fetch the file.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: ['Have the host answer /.well-known/apple-app-site-association itself, with 200.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          answered(({ status, location }) =>
            status >= 300 && status < 400 ? `${status}, leads to ${location ?? 'nowhere'}` : undefined,
          ),
        ),
      ),
  }),
  rule({
    code: 'association_missing',
    stage: 'associated-domains',
    title: 'The host has no association file',
    cause:
      'The address answers with an error in place of the file: a proxy before the server hides it, or the host is another program’s.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: ['Let /.well-known/apple-app-site-association through to this server at whatever stands before it.'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          answered(({ status }) => (status >= 400 || (status > 200 && status < 300) ? `status ${status}` : undefined)),
        ),
      ),
  }),
  rule({
    code: 'association_malformed',
    stage: 'associated-domains',
    title: 'The association file is no JSON',
    cause: 'The address answers with a page, often of a portal or a proxy, or with a file that cannot be read.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: ['Look at what comes back. $ curl -si https://HOST/.well-known/apple-app-site-association'],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          answered(({ status, contentType, text }) =>
            status === 200 && appsIn(text) === undefined
              ? `content type ${contentType || 'none'}, ${text.length} characters that are no JSON object`
              : undefined,
          ),
        ),
      ),
  }),
  rule({
    code: 'association_lacks_app',
    stage: 'associated-domains',
    title: 'The association file does not name the app',
    cause:
      'The file of the host names other apps than the plan’s app and extension, and the Mac finds them not associated.',
    needs: ['live'],
    docs: 'operations/app-and-plan.md',
    admin: [
      'Set PORCHLIGHT_APPLICATIONS to the names of app and extension, with the team identifier before each, and restart.',
    ],
    look: (findings) =>
      certain(
        ...ofHosts(
          findings,
          answered(({ status, text }) => {
            const apps = status === 200 ? appsIn(text) : undefined;
            const missing = apps && missingFrom(apps, findings.applications);
            return missing && missing.length > 0 ? `does not name ${missing.join(', ')}` : undefined;
          }),
        ),
      ),
  }),
  rule({
    code: 'association_copy_old',
    stage: 'associated-domains',
    title: 'Apple’s copy of the association file is an older one',
    cause: 'Macs fetch the file from Apple’s copy, which may be a day old, and that copy does not name the app yet.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: [
      'Wait up to a day, or turn on enableDirectDownloads for the host in the plan. $ porchlight plan show',
      'On one Mac the service can be made to ask again. $ sudo swcutil reset; sudo killall swcd',
    ],
    look: (findings) =>
      seen(
        'likely',
        ofHosts(findings, ({ cdn, origin, hasDirectDownloads }) => {
          if (cdn?.kind !== 'answer' || origin.kind !== 'answer' || cdn.status !== 200 || hasDirectDownloads)
            return undefined;
          const missing = missingFrom(appsIn(cdn.text) ?? [], findings.applications);
          const isGoodHere = missingFrom(appsIn(origin.text) ?? [], findings.applications).length === 0;
          const age = cdn.age === undefined ? '' : `, ${Math.round(cdn.age / 60)} minutes old`;
          return missing.length > 0 && isGoodHere ? `the copy${age} does not name ${missing.join(', ')}` : undefined;
        }),
      ),
  }),
  rule({
    code: 'association_copy_missing',
    stage: 'associated-domains',
    title: 'Apple cannot fetch the association file',
    cause: 'Macs ask Apple’s copy of the file, and Apple has none: the host is not reachable from the internet.',
    needs: ['live'],
    docs: 'operations/tls.md',
    admin: [
      'Turn on enableDirectDownloads for the host in the plan, or let Apple reach the file. $ porchlight plan show',
    ],
    look: (findings) =>
      seen(
        'likely',
        ofHosts(findings, ({ cdn, origin, hasDirectDownloads }) =>
          cdn?.kind === 'answer' &&
          cdn.status >= 400 &&
          origin.kind === 'answer' &&
          origin.status === 200 &&
          !hasDirectDownloads
            ? `Apple’s copy answers ${cdn.status}`
            : undefined,
        ),
      ),
  }),
  rule({
    code: 'domain_not_in_plan',
    stage: 'associated-domains',
    title: 'The plan gives the app no associated domain for this server',
    cause:
      'Neither the plan nor the app names the host of this server, so macOS finds the extension not associated and does not register.',
    needs: ['plan', 'text'],
    docs: 'sign-in-plan.md',
    admin: ['Add the host to associatedDomains of the plan and save it. $ porchlight plan set FILE'],
    look: (findings) => {
      const found = findings.plan?.findings.find(({ code }) => code === 'associated_domain_missing');
      if (found === undefined || findings.plan === undefined || isSettled(findings)) return undefined;
      const words = known('plan', `${found.code}: ${found.message}`);
      const lines = linesLike(findings, notAssociated);
      return lines.length > 0 ? certain(...lines, words) : likely(words);
    },
  }),
  rule({
    code: 'extension_not_associated',
    stage: 'associated-domains',
    title: 'The Mac finds the extension not associated',
    cause:
      'The Mac has not got an association file that names the extension: it was not fetched yet, was refused, or is an old copy.',
    needs: ['text'],
    docs: 'operations/tls.md',
    yieldsTo: [
      'domain_not_in_plan',
      'association_lacks_app',
      'association_missing',
      'association_redirected',
      'association_malformed',
      'association_unreachable',
      'association_copy_old',
      'association_copy_missing',
      'tls_inspected',
      'tls_private_root',
    ],
    admin: [
      'Ask the hosts from here: add --live. $ porchlight doctor SERIAL --live',
      'On the Mac, see what it holds, and make it ask again. $ sudo swcutil show; sudo swcutil reset; sudo killall swcd',
    ],
    look: (findings) => {
      const denied = linesLike(findings, deniedHere);
      const said = linesLike(findings, notAssociated);
      return denied.length > 0 ? certain(...denied, ...said) : likely(...said);
    },
  }),
  rule({
    code: 'tls_refused_by_mac',
    stage: 'associated-domains',
    title: 'The Mac does not trust the TLS connection',
    cause:
      'The Mac’s log shows failed TLS: a proxy inspects it where the Mac is, the root is private, or the certificate is wrong.',
    needs: ['text'],
    docs: 'operations/tls.md',
    yieldsTo: ['tls_inspected', 'tls_private_root', 'tls_expired', 'tls_wrong_name', 'tls_too_old'],
    admin: [
      'See the chain from where the Mac is; its issuer names the proxy. $ openssl s_client -connect HOST:443 -servername HOST </dev/null',
    ],
    user: ['Try once with another network, such as that of a phone.'],
    look: (findings) => unlessMended(findings, linesLike(findings, tlsTrouble)),
  }),
  rule({
    code: 'mac_without_network',
    stage: 'device-registered',
    title: 'The Mac did not reach the server',
    cause:
      'The Mac’s log shows requests that got no answer: no network, no DNS, a firewall, or a timeout (NSURLErrorDomain -1001 is one, and has nothing to do with the device configuration).',
    needs: ['text'],
    yieldsTo: ['tls_refused_by_mac', 'tls_inspected'],
    admin: ['Try the server from where the Mac is. $ curl -v https://HOST/.well-known/openid-configuration'],
    user: ['Connect to a network that reaches the internet, then try again.'],
    look: (findings) => unlessMended(findings, linesLike(findings, noNetwork)),
  }),
];
