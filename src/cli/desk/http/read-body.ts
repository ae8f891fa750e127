/** Bodies and addresses of requests, held against the contract. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DeskRefusal } from '../desk-refusal.ts';

/** The body as the schema has it. @throws {DeskRefusal} `request_malformed` */
export function bodyOf<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.output<Schema> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new DeskRefusal(
    400,
    'request_malformed',
    `${where === '' ? 'This' : where}: ${issue?.message ?? 'not understood'}.`,
  );
}
