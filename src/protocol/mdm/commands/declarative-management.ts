import { data, optional } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/**
 * Turns declarative management on, and later says that the declarations changed. Either channel. Apple,
 * "DeclarativeManagement".
 */
export const declarativeManagement = defineCommand('DeclarativeManagement', {
  body: {
    /** JSON of the synchronization tokens (`../declarative/tokens.ts`): saves the Mac a question. */
    Data: optional(data),
  },
  result: {},
});
