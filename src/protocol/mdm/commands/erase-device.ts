import { boolean, dictionary, oneOf, optional, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Erases the Mac. Access right 8. Apple, "EraseDevice". */
export const eraseDevice = defineCommand('EraseDevice', {
  body: {
    /** Six characters, where the Mac asks for one. A secret. */
    PIN: optional(text),
    /** What to do when the Mac cannot erase all content and settings (macOS 12). */
    ObliterationBehavior: optional(oneOf('Default', 'DoNotObliterate', 'ObliterateWithWarning', 'Always')),
    PreserveDataPlan: optional(boolean),
    DisallowProximitySetup: optional(boolean),
    ReturnToService: optional(dictionary),
  },
  result: {},
});
