import { identifier } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Removes a profile that management installed, by its top-level PayloadIdentifier. Access right 2. Apple, "RemoveProfile". */
export const removeProfile = defineCommand('RemoveProfile', { body: { Identifier: identifier }, result: {} });
