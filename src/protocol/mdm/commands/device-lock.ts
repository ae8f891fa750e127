import { optional, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Locks the Mac. Access right 4. Apple, "DeviceLock". */
export const deviceLock = defineCommand('DeviceLock', {
  body: {
    /** Six characters that open it again. A secret. */
    PIN: optional(text),
    Message: optional(text),
    PhoneNumber: optional(text),
  },
  result: { MessageResult: optional(text) },
});
