/** How soon a session is worth nothing after an administrator ended what it stood on: the next request must be refused. */
import { benchPassword } from '../fixture.ts';
import { type Measurement, Stopwatch } from '../measurement.ts';
import { codeOf } from './application.ts';
import { type Person, signedInBrowser } from './people.ts';
import type { SignInStage } from './stage.ts';

/** One way to end, over several people. A failure is a sign-in that still went through, or was refused for another reason. */
export interface Ending {
  readonly name: string;
  /** From the administrator's request being sent until a silent sign-in that was begun after its answer is refused. */
  readonly untilRefused: Measurement;
  /** Of it, that silent sign-in: one request. */
  readonly refusal: Measurement;
}

type Act = (stage: SignInStage, person: Person) => Promise<unknown>;

const disable: Act = ({ api }, { id }) => api.disableUser({ params: { user: id } });
const enable: Act = ({ api }, { id }) => api.enableUser({ params: { user: id } });
const setPassword: Act = ({ api }, { id }) =>
  api.setPassword({ params: { user: id }, body: { password: benchPassword } });

/** Ends the sessions of so many people, one after the other, in each way. */
export async function runEndings(stage: SignInStage, count: number): Promise<readonly Ending[]> {
  const people = stage.people.slice(0, count);
  return [
    await runEnding(stage, people, { name: 'person disabled', act: disable, undo: enable }),
    await runEnding(stage, people, { name: 'password set', act: setPassword }),
  ];
}

async function runEnding(
  stage: SignInStage,
  people: readonly Person[],
  { name, act, undo }: { readonly name: string; readonly act: Act; readonly undo?: Act },
): Promise<Ending> {
  const [untilRefused, refusal] = [new Stopwatch(), new Stopwatch()];
  const silent = stage.application.begin({ prompt: 'none' });
  for (const person of people) {
    const browser = await signedInBrowser(stage, person);
    if (codeOf(await browser.open(silent)) === undefined) throw new Error(`${person.userName} has no session.`);
    await untilRefused.time(async () => {
      await act(stage, person);
      let error: string | null = null;
      await refusal.time(async () => {
        const { url } = await browser.open(silent);
        error = url.searchParams.get('error');
        return error === 'login_required';
      });
      return error === 'login_required';
    });
    await undo?.(stage, person);
  }
  return { name, untilRefused: untilRefused.result(), refusal: refusal.result() };
}
