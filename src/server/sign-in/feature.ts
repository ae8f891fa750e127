/**
 * Signing in: the pages where a person proves who they are, for whoever asks: applications, Setup Assistant, a Mac's
 * registration. The feature owns sign-ins under way, their pages, the budgets of guesses and that the policy is asked.
 * It does not own credentials (the directory's, the factors'), nor what a sign-in is good for: that is the consumer's.
 */
import type { FastifyInstance } from 'fastify';
import { Budget } from '#server/http/budget.ts';
import { openStoredKey, resealStoredKey } from '#server/keys/stored-key.ts';
import type { SentForm } from '#server/pages/sent-form.ts';
import type { FactorMethod } from '#server/policy/purpose.ts';
import { removeEndedAttempts } from './attempt.ts';
import { SignInBudgets } from './budgets.ts';
import { methodsOf, type SignInContext, type SignInPorts } from './context.ts';
import { mountWaiting } from './routes.ts';
import { show, submit } from './sign-in.ts';
import { suffices } from './suffices.ts';
import type { KnownSession, SignInAnswer, Visit } from './visit.ts';

/** The pages, for a consumer. */
export interface SignIns {
  /** The page of where a sign-in stands. It may end here too: an authenticator has answered. */
  show(visit: Visit): Promise<SignInAnswer>;
  /** Answers a form of a page. */
  submit(visit: Visit, sent: SentForm): Promise<SignInAnswer>;
  /** Whether what a session of a browser knows is all that would be asked now, so that nobody has to see a page. */
  suffices(known: KnownSession): Promise<boolean>;
}

/** The feature at work. */
export interface SignInFeature extends SignIns {
  /** Methods that a person has, as far as the features know. */
  methodsOf(userId: string): Promise<readonly FactorMethod[]>;
  /** Mounts what pages listen at. */
  mount(app: FastifyInstance): void;
  /** Removes what has ended. To be called now and then. */
  keepHouse(): Promise<void>;
  /** Seals every secret of the feature under the newest master key. Returns how many were sealed again. */
  reseal(): Promise<number>;
}

const keyName = 'sign-in-forms';

/** Opens the feature: reads the key of its forms, making it on first run. */
export async function openSignIns(ports: SignInPorts): Promise<SignInFeature> {
  const { database, clock, sealer } = ports;
  const context: SignInContext = {
    ports,
    formKey: await openStoredKey(ports, keyName),
    budgets: new SignInBudgets(clock),
    written: new Budget({ burst: 60, perSeconds: 300 }, clock),
  };
  return {
    show: (visit) => show(context, visit),
    submit: (visit, sent) => submit(context, visit, sent),
    suffices: (known) => suffices(context, known),
    methodsOf: (userId) => methodsOf(context, userId),
    mount: (app) => mountWaiting(app, context),
    keepHouse: () => database.write((writer) => removeEndedAttempts(writer, clock.now())),
    reseal: () => resealStoredKey(database, sealer, keyName),
  };
}

export { acrOf, acrValues, amrOf, proofsOf, reaches } from './assurance.ts';
export type {
  Certificates,
  NumberMatching,
  NumberOutcome,
  OneTimeCodes,
  Passkeys,
  RecoveryCodes,
  SignInPorts,
  TemporaryPasses,
} from './context.ts';
export { rememberCookie, rememberedOf } from './remembered.ts';
export type { KnownSession, Proof, SignedIn, SignInAnswer, Visit } from './visit.ts';
