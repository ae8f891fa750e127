import { boolean, listOf, optional, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Restarts the Mac. Access right 4. Apple, "RestartDevice". */
export const restartDevice = defineCommand('RestartDevice', {
  body: { RebuildKernelCache: optional(boolean), KextPaths: optional(listOf(text)), NotifyUser: optional(boolean) },
  result: {},
});
