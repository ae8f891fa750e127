/** A certificate: another address of ours asks for it in the handshake of TLS, and leads back here with a proof. */
import { escaped, hidden } from '#server/pages/page.ts';
import { guessKeys } from '../budgets.ts';
import { accountLine, leadOf } from '../form-parts.ts';
import { Refusal } from '../refusal.ts';
import type { Step, Turn } from '../step.ts';

/** The step. What comes back comes in the query of the page, never in a form. */
export const certificateStep: Step = {
  page: async (turn, { problem }) => {
    const { context, visit, texts } = turn;
    const address = (await context.ports.certificates?.begin(visit.id, visit.url)) ?? '';
    const content = `${accountLine(turn)}${leadOf(texts.certificate.hint, problem)}<p><a class="button" href="${escaped(address)}">${escaped(texts.certificate.continue)}</a></p>
${waysOut(turn)}`;
    return { title: texts.certificate.title, content };
  },
  take: async (turn) => takeCertificate(turn, turn.visit.query?.get('certificate') ?? ''),
};

/** Another way, where there is one, and out: what is asked for here is sent by no form. */
function waysOut({ formToken, texts, otherWays }: Turn): string {
  const another = `<button type="submit" class="plain">${escaped(texts.anotherWay)}</button>\n`;
  return `<form method="post">
${hidden('token', formToken)}
${hidden('step', 'choose')}
${otherWays.length > 0 ? another : ''}<button type="submit" class="plain" name="cancel" value="yes">${escaped(texts.cancel)}</button>
</form>`;
}

/** Redeems what the other address gave. @throws {Refusal} */
export async function takeCertificate({ context, visit, user: known }: Turn, proof: string) {
  const { certificates, people } = context.ports;
  const { device, address } = guessKeys('', visit);
  context.budgets.check({ device, address });
  const verdict = (await certificates?.redeem(visit.id, proof)) ?? { kind: 'refused', code: 'unknown' };
  const user = verdict.kind === 'accepted' ? await people.userById(verdict.userId) : undefined;
  if (user?.state === 'active') return { kind: 'proved', user, method: 'certificate' } as const;
  context.budgets.charge({ device, address });
  const reason = verdict.kind === 'refused' ? verdict.code : 'disabled';
  throw new Refusal('certificate_refused', { userId: user?.id ?? known?.id, reason });
}
