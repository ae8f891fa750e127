import type { StageRule } from '../timeline.ts';
import { commandsOf, done, ofCommand, open, record } from '../evidence.ts';

/** The settings of the sign-in plan are on the Mac: the profile with ExtensibleSingleSignOn, or the declaration of it. */
export const profile: StageRule = {
  name: 'profile',
  title: 'Sign-in settings installed',
  conclude: (facts) => {
    const { plan, enrollment, alerts, declarations } = facts.mac;
    const commands = commandsOf(facts, 'InstallProfile', 'DeclarativeManagement');
    const evidence = commands.map(ofCommand);
    const installed = commands.find(({ status }) => status === 'Acknowledged');
    const alert = alerts.find(({ code }) => code === 'setup_declaration_invalid' || code === 'setup_plan_refused');
    const invalid = declarations.find(({ valid }) => valid === 'invalid');
    if (plan?.error !== undefined || alert !== undefined || invalid !== undefined) {
      return open('stopped', {
        why: alert?.detail ?? plan?.error ?? `The Mac calls the declaration ${invalid?.identifier ?? ''} invalid.`,
        whatToDo:
          'Look for a second profile with single sign-on on the Mac (send ProfileList), then save the plan again.',
        evidence: [...record(`alert ${alert?.code ?? ''}`, alert?.raisedAt), ...evidence],
      });
    }
    if (plan !== undefined && plan.version > 0 && plan.waiting === 0) return done(installed?.finishedAt, evidence);
    if (!facts.hasPlan)
      return open('not-asked-for', { why: 'There is no sign-in plan.', whatToDo: 'Make a sign-in plan.' });
    if (enrollment === undefined && facts.mac.registration !== undefined) {
      return open('not-asked-for', { why: 'Another server manages this Mac, and gives it its settings.' });
    }
    if (enrollment?.state !== 'enabled') return open('not-yet', { why: 'The settings come once the Mac is enrolled.' });
    return open('under-way', {
      why: plan === undefined ? 'The settings are being made for it.' : 'The Mac has not answered to its settings yet.',
      whatToDo: 'Push, if it does not connect.',
      evidence,
    });
  },
};
