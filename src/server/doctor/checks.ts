/** What was looked at beside the causes, fine or not, so that an administrator sees what can be ruled out. */
import type { DoctorCheck } from '#api/doctor.ts';
import type { Findings, HostProbe } from './findings.ts';
import { inspectionProxyIn } from './inspection-proxies.ts';
import { knownIssuesOf } from './known-issues.ts';
import { masked } from './reading/mask.ts';
import { brokenPayloads, doubledPayloads } from './reading/sso-payloads.ts';
import { macosOf, stateOf } from './reading/state-values.ts';
import { appsIn } from './rules/domain-rules.ts';

type State = DoctorCheck['state'];

/** Every check. */
export function checksOf(findings: Findings): DoctorCheck[] {
  return [
    ...hostChecks(findings),
    clock(findings),
    conflicts(findings),
    planAgainstMacos(findings),
    knownIssues(findings),
    refusals(findings),
    commands(findings),
  ];
}

function check(name: DoctorCheck['check'], state: State, sentence: string, subject: string | null = null): DoctorCheck {
  return { check: name, subject, state, sentence: masked(sentence) };
}

function hostChecks({ hosts, applications, now }: Findings): DoctorCheck[] {
  if (hosts === undefined) {
    const names = ['associated-domains-origin', 'associated-domains-cdn', 'tls-chain'] as const;
    return names.map((name) => check(name, 'not-asked', 'Live checks were not asked for.'));
  }
  return hosts.flatMap((probe) => [
    check('associated-domains-origin', ...originOf(probe, applications), probe.host),
    check('associated-domains-cdn', ...copyOf(probe, applications), probe.host),
    check('tls-chain', ...tlsOf(probe, now), probe.host),
  ]);
}

type Said = readonly [State, string];

function originOf({ origin }: HostProbe, wanted: readonly string[]): Said {
  if (origin.kind === 'none') return [origin.code === 'not_asked' ? 'not-asked' : 'wrong', origin.sentence];
  const { status, contentType, text } = origin;
  if (status >= 300 && status < 400) return ['wrong', `It answers with a redirect (${status}).`];
  if (status !== 200) return ['wrong', `It answers with status ${status}.`];
  const apps = appsIn(text);
  if (apps === undefined) return ['wrong', `It answers, and not with JSON (${contentType || 'no content type'}).`];
  const missing = wanted.filter((name) => !apps.includes(name));
  if (missing.length > 0) return ['wrong', `It does not name ${missing.join(', ')}.`];
  if (!/\bjson\b/i.test(contentType))
    return ['warning', `It names the app; its content type is ${contentType || 'missing'}.`];
  return ['fine', `200, ${text.length} characters, names app and extension.`];
}

function copyOf({ cdn, origin, isLocal, hasDirectDownloads }: HostProbe, wanted: readonly string[]): Said {
  const aside = hasDirectDownloads ? ' Macs fetch the file directly.' : '';
  if (cdn === undefined) {
    return [
      'not-asked',
      isLocal ? 'Apple cannot reach a host on this computer, so it was not asked.' : 'It was not asked.',
    ];
  }
  if (cdn.kind === 'none') return ['unknown', `Apple’s copy could not be asked: ${cdn.sentence}`];
  const softer: State = hasDirectDownloads ? 'warning' : 'wrong';
  if (cdn.status !== 200) return [softer, `Apple’s copy answers ${cdn.status}.${aside}`];
  const age = cdn.age === undefined ? '' : `, ${Math.round(cdn.age / 60)} minutes old`;
  const isGood = wanted.every((name) => appsIn(cdn.text)?.includes(name));
  if (!isGood) return [softer, `Apple’s copy${age} does not name the app.${aside}`];
  const isSame = origin.kind === 'answer' && origin.text.trim() === cdn.text.trim();
  return ['fine', `Apple’s copy${age} names the app${isSame ? ' and is the same' : ''}.`];
}

function tlsOf({ tls, isLocal }: HostProbe, now: number): Said {
  if (tls.kind === 'none') return [tls.code === 'not_asked' ? 'not-asked' : 'wrong', tls.sentence];
  const { chain, notAfter, notBefore, protocol, fitsName, isPublic, isOwnRoot, names } = tls;
  const proxy = chain.map(({ issuer }) => inspectionProxyIn(issuer)).find((name) => name !== undefined);
  const days = Math.floor((notAfter - now) / 86_400_000);
  if (proxy) return ['wrong', `The certificate is made by ${proxy}, which inspects connections.`];
  if (notAfter <= now) return ['wrong', `The certificate ended ${new Date(notAfter).toISOString()}.`];
  if (notBefore > now) return ['wrong', `The certificate begins ${new Date(notBefore).toISOString()}.`];
  if (!fitsName) return ['wrong', `The certificate is for ${names.join(', ') || 'no name'}.`];
  const facts = `${protocol}, ends in ${days} ${days === 1 ? 'day' : 'days'}, made by ${chain[0]?.issuer ?? 'nobody'}.`;
  if (isPublic) return [days < 14 ? 'warning' : 'fine', facts];
  if (isLocal && isOwnRoot) return ['fine', `A root of its own, for virtual Macs on this computer. ${facts}`];
  return ['wrong', `It ends in a private root, which macOS does not take here. ${facts}`];
}

function clock({ text, now, events, mac }: Findings): DoctorCheck {
  const printed = stateOf({ text } as Findings)?.time;
  const refused = events.some(({ code }) => code === 'request_expired' || code === 'request_from_future');
  if (refused) return check('clock', 'wrong', 'Requests of the Mac were refused for their time.');
  if (printed && printed.at - now > 120_000)
    return check('clock', 'wrong', 'The text is from the future: the Mac’s clock is ahead.');
  const lately = events.find(
    ({ type, outcome }) => outcome !== 'refused' && /^platform-sso\.(?:login|refresh|device\.)/.test(type),
  );
  if (lately)
    return check(
      'clock',
      'fine',
      `A request of the Mac was taken ${new Date(lately.time).toISOString()}; its time was right.`,
    );
  return check('clock', 'unknown', mac ? 'No signed request of the Mac has come yet.' : 'The text does not tell.');
}

function conflicts({ text, plan }: Findings): DoctorCheck {
  const [doubled] = doubledPayloads(text?.payloads ?? []);
  const [broken] = brokenPayloads(text?.payloads ?? []);
  const found = plan?.findings.filter(({ microsoft }) => microsoft !== undefined) ?? [];
  const [worst] = found;
  if (doubled) {
    return check(
      'profile-conflicts',
      'wrong',
      `Two payloads of the text are in each other’s way (10002): ${doubled.words}.`,
    );
  }
  if (broken) return check('profile-conflicts', 'wrong', `In the text ${broken.words} (10001).`);
  if (worst)
    return check(
      'profile-conflicts',
      worst.severity === 'error' ? 'wrong' : 'warning',
      `${worst.message} (${worst.microsoft ?? ''})`,
    );
  if (plan === undefined) return check('profile-conflicts', 'unknown', 'There is no sign-in plan to compare with.');
  return check('profile-conflicts', 'fine', 'No managed Mac has told of another single sign-on payload.');
}

function planAgainstMacos(findings: Findings): DoctorCheck {
  const { plan } = findings;
  const { version } = macosOf(findings);
  const name = 'plan-against-macos';
  if (plan === undefined) return check(name, 'unknown', 'There is no sign-in plan.');
  if (version === undefined) return check(name, 'unknown', 'The Mac’s macOS is not known.');
  if (plan.method === undefined) return check(name, 'wrong', `The plan has no method for macOS ${version}.`);
  const error = plan.findings.find(({ severity }) => severity === 'error');
  if (error) return check(name, 'wrong', `${error.member}: ${error.message}`);
  return check(name, 'fine', `macOS ${version} signs in by ${plan.method}.`);
}

function knownIssues(findings: Findings): DoctorCheck {
  const { version, build } = macosOf(findings);
  if (version === undefined && build === undefined)
    return check('known-issues', 'unknown', 'The Mac’s macOS is not known.');
  const issues = knownIssuesOf({ version, build });
  const fault = issues.find(({ kind }) => kind === 'fault');
  const called = version ?? build ?? '';
  if (fault) return check('known-issues', 'warning', `macOS ${called}: ${fault.sentence}`);
  const [limit] = issues;
  return check(
    'known-issues',
    'fine',
    limit ? `macOS ${called}: no known fault. ${limit.sentence}` : `macOS ${called}: no known fault.`,
  );
}

function refusals({ mac, events, now }: Findings): DoctorCheck {
  if (mac === undefined) return check('refusals', 'not-asked', 'No Mac was named.');
  const recent = events.filter(
    ({ outcome, time, isOfSomebody }) => outcome === 'refused' && !isOfSomebody && now - time < 86_400_000,
  );
  if (recent.length === 0) return check('refusals', 'fine', 'Nothing was refused to this Mac in the last day.');
  const codes = [...new Set(recent.map(({ code }) => code ?? 'without a code'))].slice(0, 4).join(', ');
  return check('refusals', 'warning', `${recent.length} in the last day: ${codes}.`);
}

function commands({ mac }: Findings): DoctorCheck {
  if (mac?.management === undefined)
    return check(
      'commands',
      mac ? 'unknown' : 'not-asked',
      mac ? 'The Mac is not under management here.' : 'No Mac was named.',
    );
  const latest = mac.commands.find(({ status }) => status.includes('Error'));
  const open = mac.commands.filter(({ status }) => ['queued', 'sent', 'not-now'].includes(status));
  if (latest)
    return check(
      'commands',
      'warning',
      `${latest.requestType} ended with ${latest.status}: ${latest.error ?? 'without a reason'}`,
    );
  if (open.length > 0)
    return check('commands', 'warning', `${open.length} ${open.length === 1 ? 'waits' : 'wait'} for the Mac.`);
  return check('commands', 'fine', `${mac.commands.length} were answered, none with an error.`);
}
