import { data } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/**
 * Installs a configuration profile, replacing one of the same PayloadIdentifier. Either channel; access right 2.
 * Acknowledged means installed. Apple, "InstallProfile".
 */
export const installProfile = defineCommand('InstallProfile', {
  body: {
    /** The whole .mobileconfig: plain, signed, or encrypted. */
    Payload: data,
  },
  result: {},
});
