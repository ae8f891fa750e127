/** The doctor over the features that it reads. */
import type { ServerConfig } from './config.ts';
import { createDoctor, type Doctor, type DoctorPorts } from './doctor/feature.ts';
import { httpsProber } from './doctor/live/https-prober.ts';

type Read = Pick<DoctorPorts, 'audit' | 'clock' | 'directory' | 'management' | 'setup'> & {
  readonly signInPlans: DoctorPorts['plans'];
  readonly applications: DoctorPorts['packages'];
};

/** Puts it together. `rootPem` is the root of our own making, which virtual Macs trust and real ones do not. */
export function composeDoctor(config: ServerConfig, rootPem: string | undefined, read: Read): Doctor {
  const { issuer, applications } = config;
  const { signInPlans: plans, applications: packages, ...rest } = read;
  return createDoctor({
    ...rest,
    plans,
    packages,
    issuer,
    applications,
    prober: httpsProber({ issuer, ownRoot: rootPem }),
  });
}
