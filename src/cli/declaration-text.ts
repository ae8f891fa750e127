import type { MacDetail } from '#api/macs.ts';

/** A declaration and what its Mac says of it, in one line. */
export function declarationText({ identifier, active, valid, reasons }: MacDetail['declarations'][number]): string {
  return [`${identifier} ${valid}${active ? '' : ', not active'}`, ...reasons].join('; ');
}
