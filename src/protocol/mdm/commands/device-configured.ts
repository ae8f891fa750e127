import { defineCommand } from './define-command.ts';

/** Lets Setup Assistant go on: the Mac no longer awaits its configuration. The last command of setup. Apple, "DeviceConfigured". */
export const deviceConfigured = defineCommand('DeviceConfigured', { body: {}, result: {} });
