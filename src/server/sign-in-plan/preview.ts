/** What an edit does, counted for people. */
import type { PlanFinding, PlanPreview } from '#api/sign-in-plan.ts';
import { isDisruptive, type MacChange } from './change-guard.ts';
import { type ChangeReason, changeReasons } from './change-reasons.ts';

/** The most Macs that a preview names. */
const longest = 1000;

/** The preview of changes. */
export function previewOf(changes: readonly MacChange[], findings: readonly PlanFinding[]): PlanPreview {
  const affected = changes.filter(({ effect }) => isDisruptive(effect));
  const count = (effect: MacChange['effect']) => changes.filter((change) => change.effect === effect).length;
  return {
    counts: {
      nothing: count('nothing'),
      'profile-updated': count('profile-updated'),
      'sign-in-again': count('sign-in-again'),
      'register-again': count('register-again'),
      unregister: count('unregister'),
    },
    affected: affected.length,
    reasons: reasonsOf(changes),
    macs: affected.slice(0, longest).map(({ mac, effect, reasons }) => ({
      serialNumber: mac.serialNumber,
      osVersion: mac.osVersion ?? null,
      effect,
      reasons: [...reasons],
    })),
    findings: [...findings],
  };
}

function reasonsOf(changes: readonly MacChange[]): PlanPreview['reasons'] {
  const names = Object.keys(changeReasons) as ChangeReason[];
  return names.flatMap((reason) => {
    const macs = changes.filter(({ reasons }) => reasons.includes(reason)).length;
    return macs === 0 ? [] : [{ reason, macs, message: changeReasons[reason].message }];
  });
}
