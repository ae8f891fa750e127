/** How simulated Apple misbehaves when told to: faults by name, each for a number of answers or until taken back. */

/** Every fault. Those of attestations are ways in which {@link AttestationFault} can be wrong. */
export const faultNames = [
  // device services
  'session-refused',
  'session-lost',
  'forbidden-instead-of-unauthorized',
  'session-rotated',
  'errors-unquoted',
  'cursor-invalid',
  'cursor-expired',
  'cursor-exhausted-early',
  'rows-repeated',
  'assignment-throttled',
  'assignment-failed',
  'assignment-inaccessible',
  'server-error',
  'service-unavailable',
  'answer-malformed',
  // push
  'push-bad-certificate',
  'push-unregistered',
  'push-too-many-requests',
  'push-internal-error',
  'push-shutdown',
  'push-lost',
  // activation
  'activation-without-configuration',
  // attestation
  'attestation-wrong-freshness',
  'attestation-missing-freshness',
  'attestation-wrong-key',
  'attestation-other-serial-number',
  'attestation-other-udid',
  'attestation-self-made-root',
  'attestation-expired-leaf',
  'attestation-reduced-security',
] as const;

/** The name of a fault. */
export type FaultName = (typeof faultNames)[number];

/** Faults that are on. */
export class Faults {
  readonly #left = new Map<FaultName, number>();

  /** Turns a fault on, for so many answers; for all of them unless given. */
  set(name: FaultName, times = Number.POSITIVE_INFINITY): void {
    this.#left.set(name, times);
  }

  /** Turns a fault off; all of them when none is named. */
  clear(name?: FaultName): void {
    if (name === undefined) this.#left.clear();
    else this.#left.delete(name);
  }

  /** Whether a fault is on; uses it up by one. */
  take(name: FaultName): boolean {
    const left = this.#left.get(name) ?? 0;
    if (left <= 0) return false;
    if (left === 1) this.#left.delete(name);
    else this.#left.set(name, left - 1);
    return true;
  }

  /** Those that are on. */
  names(): readonly FaultName[] {
    return [...this.#left.keys()];
  }
}

/** Whether a text names a fault. */
export function isFaultName(text: string): text is FaultName {
  return faultNames.some((name) => name === text);
}
