import type { doctorOperations } from '#api/doctor.ts';
import { done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** The sign-in doctor. */
export function doctorHandlers({ doctor }: Pick<AdminPorts, 'doctor'>): Handlers<keyof typeof doctorOperations> {
  return {
    askDoctor: async ({ body: { serialNumber, text, live }, caller, address }) => {
      const outcome = await doctor.ask({ serialNumber, text, live }, { actor: caller.actor, address });
      switch (outcome.kind) {
        case 'diagnosed':
          return done(outcome.diagnosis);
        case 'nothing-given':
          return refused('doctor_nothing_given');
        case 'mac-not-found':
          return refused('mac_not_found');
        case 'limited':
          return refused('attempts_limited', { retryAfterSeconds: outcome.retryAfterSeconds });
      }
    },
    listDoctorCauses: async () => done({ items: [...doctor.causes()] }),
  };
}
