import type { StageRule, StageVerdict, TimelineFacts } from '../timeline.ts';
import { commandsOf, done, ofCommand, open, record } from '../evidence.ts';

/** The app with the single sign-on extension is on the Mac (InstallEnterpriseApplication). */
export const app: StageRule = {
  name: 'app',
  title: 'App installed',
  conclude: (facts) => {
    const { course, enrollment, alerts } = facts.mac;
    const commands = commandsOf(facts, 'InstallEnterpriseApplication', 'InstalledApplicationList');
    const evidence = commands.map(ofCommand);
    const alert = alerts.find(({ code }) => code === 'setup_application_not_hosted');
    if (alert !== undefined) {
      return open('stopped', {
        why: alert.detail,
        whatToDo: 'Import the package of the app under Apps, then send the plan again.',
        evidence: record(`alert ${alert.code}`, alert.raisedAt),
      });
    }
    if (course?.isApplicationSeen) return done(commands.find(isDone)?.finishedAt ?? course.releasedAt, evidence);
    if (!facts.hasPlan)
      return open('not-asked-for', {
        why: 'There is no sign-in plan, and so no app to install.',
        whatToDo: 'Make a sign-in plan.',
      });
    if (enrollment?.state !== 'enabled') return open('not-yet', { why: 'The app comes once the Mac is enrolled.' });
    return fromCommands(facts, evidence);
  },
};

function fromCommands(facts: TimelineFacts, evidence: StageVerdict['evidence']): StageVerdict {
  const [install] = commandsOf(facts, 'InstallEnterpriseApplication');
  if (install === undefined) {
    return facts.mac.course?.state === 'released'
      ? open('not-asked-for', { why: 'The plan installs no app on this Mac.', evidence })
      : open('under-way', { why: 'The commands of its setup are being made.', evidence });
  }
  if (install.status === 'Acknowledged') {
    return facts.mac.course?.awaited.length === 0
      ? done(install.finishedAt, evidence)
      : open('under-way', {
          why: 'The Mac accepted the installation, and its list of apps does not have the app yet.',
          whatToDo: 'Wait; it is asked again. Send InstalledApplicationList to look yourself.',
          evidence,
        });
  }
  if (install.status === 'Error' || install.status === 'CommandFormatError') {
    return open('stopped', {
      why: 'The Mac refused to install the app.',
      whatToDo:
        'Check that the package is signed for this macOS, and that the Mac reaches this server for the download.',
      evidence,
    });
  }
  return open('under-way', {
    why: 'The Mac was told to install the app.',
    whatToDo: 'Push, if it does not connect.',
    evidence,
  });
}

function isDone({ requestType, status }: { readonly requestType: string; readonly status: string }): boolean {
  return requestType === 'InstallEnterpriseApplication' && status === 'Acknowledged';
}
