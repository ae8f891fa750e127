/**
 * Schemas are not compiled: the policy of the page forbids to make programs from text. Imported first, since schemas look
 * whether they may when they are made.
 */
import { config } from 'zod';

config({ jitless: true });
