/** Commands of device management: what a Mac is told to do, and what came of it. */
import { z } from 'zod';
import { enrollmentParams } from './enrollments.ts';
import { largestPage, line, reference, time, timeOrNever } from './members.ts';
import type { Operation } from './operation.ts';

/** A command, open or finished. */
export const mdmCommand = z
  .object({
    id: z.string().describe('The CommandUUID.'),
    requestType: z.string(),
    status: z
      .enum(['queued', 'sent', 'not-now', 'Acknowledged', 'Error', 'CommandFormatError', 'Cleared'])
      .describe('`not-now`: the Mac put it off. `Cleared`: the Mac enrolled anew or left before it was done.'),
    errors: z.array(z.string()).describe('What the Mac said is wrong, the outermost first.'),
    createdAt: time,
    sentAt: timeOrNever,
    finishedAt: timeOrNever,
  })
  .meta({ id: 'MdmCommand' });

/** A command, open or finished. */
export type MdmCommandView = z.infer<typeof mdmCommand>;

/** What a Mac is to do. */
export const mdmCommandRequest = z
  .strictObject({
    requestType: line(100).describe('Apple’s name of the command, such as `DeviceInformation`.'),
    plist: z
      .string()
      .max(96 * 1024)
      .optional()
      .describe('A property list whose dictionary holds the other keys of the command.'),
  })
  .meta({ id: 'MdmCommandRequest' });

/** What a Mac answered to a command. */
export const mdmCommandResult = z
  .object({
    id: z.string().describe('The CommandUUID.'),
    requestType: z.string(),
    plist: z.string().describe('The report as the Mac sent it, as an XML property list.'),
  })
  .meta({ id: 'MdmCommandResult' });

const noun = 'commands';

/** What may be asked about commands. */
export const commandOperations = {
  listCommands: {
    method: 'GET',
    path: '/api/v1/enrollments/{enrollment}/commands',
    noun,
    summary: 'Lists open commands in their order, then finished ones, the newest first',
    params: enrollmentParams,
    query: z.strictObject({ limit: z.coerce.number<number>().int().min(1).max(largestPage).default(50) }),
    response: z.object({ items: z.array(mdmCommand) }),
    role: 'auditor',
    refusals: ['enrollment_not_found'],
  },
  sendCommand: {
    method: 'POST',
    path: '/api/v1/enrollments/{enrollment}/commands',
    noun,
    summary: 'Adds a command to the queue of a Mac and makes it connect',
    params: enrollmentParams,
    body: mdmCommandRequest,
    response: z.object({ id: z.string().describe('The CommandUUID.') }),
    status: 201,
    role: 'admin',
    refusals: ['enrollment_not_found', 'enrollment_ended', 'command_malformed'],
  },
  getCommandResult: {
    method: 'GET',
    path: '/api/v1/enrollments/{enrollment}/commands/{command}/result',
    noun,
    summary: 'Shows what a Mac answered to a command; it may hold secrets of the Mac',
    params: enrollmentParams.extend({ command: reference.describe('The CommandUUID.') }),
    response: mdmCommandResult,
    role: 'admin',
    refusals: ['enrollment_not_found', 'command_result_not_found'],
  },
} as const satisfies Record<string, Operation>;
