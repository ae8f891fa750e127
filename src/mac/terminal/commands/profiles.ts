/** `profiles`: device management enrollment and installed configuration profiles. */
import type { MacState } from '../../mac-state.ts';
import { payloads } from '../app-sso/profile-payload.ts';
import { deviceEnrollmentText } from '../device-enrollment.ts';
import { type CommandOutput, type Invocation, type TerminalCommand, failed, printed } from '../command.ts';

/** The command. */
export const profiles: TerminalCommand = {
  name: 'profiles',
  summary: 'profiles status|show -type enrollment | sudo profiles list | sudo profiles renew -type enrollment',
  run(invocation) {
    const [verb, ...rest] = invocation.args;
    if (verb === 'list' && rest.length === 0) return list(invocation);
    if (verb !== 'status' && verb !== 'show' && verb !== 'renew') return failed(usage);
    if (!/^--?type$/.test(rest[0] ?? '') || rest.length !== 2) return failed(usage);
    if (rest[1] !== 'enrollment') return failed(`profiles: the type "${rest[1] ?? ''}" is not known to this Mac`);
    if (verb === 'renew') return renew(invocation);
    const { state } = invocation.mac;
    return printed(verb === 'status' ? enrollmentStatus(state) : deviceEnrollmentText(state.deviceEnrollment));
  },
};

const usage = 'usage: profiles status|show|renew -type enrollment\n       profiles list';

function enrollmentStatus({ profiles: installed, management }: MacState): string {
  const enrollment = installed.flatMap(({ content }) => payloads(content)).find(isEnrollment);
  const server = enrollment?.['ServerURL'];
  return [
    `Enrolled via DEP: ${management?.automated ? 'Yes' : 'No'}`,
    `MDM enrollment: ${enrollment ? 'Yes (User Approved)' : 'No'}`,
    ...(typeof server === 'string' ? [`MDM server: ${server}`] : []),
    '',
  ].join('\n');
}

function isEnrollment(payload: Readonly<Record<string, unknown>>): boolean {
  return payload['PayloadType'] === 'com.apple.mdm';
}

async function renew({ user, mac }: Invocation): Promise<CommandOutput> {
  if (user !== 'root') return failed('profiles: renew needs root: run "sudo profiles renew -type enrollment"');
  const problem = await mac.renewEnrollment();
  return problem === undefined ? printed('') : failed(`profiles: ${problem}`);
}

/** Device profiles are root's to see; a person without sudo sees their own, and a virtual Mac has none of those. */
function list({ user, mac: { state } }: Invocation): CommandOutput {
  if (user !== 'root') return printed(`There are no configuration profiles installed for user '${user}'\n`);
  const count = state.profiles.length;
  if (count === 0) return printed('There are no configuration profiles installed in the system domain\n');
  const lines = state.profiles.map(
    ({ identifier }, index) => `_computerlevel[${index + 1}] attribute: profileIdentifier: ${identifier}\n`,
  );
  return printed(`${lines.join('')}There are ${count} configuration profiles installed\n`);
}
