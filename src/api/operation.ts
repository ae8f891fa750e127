/**
 * One row of the contract: what a program may ask of the server, with whose right, and what it gets. The server's routes,
 * the typed client, the command line and the OpenAPI document are all made from these rows.
 */
import type { z } from 'zod';
import type { RefusalCode } from './error.ts';

/**
 * Who may ask:
 * - `admin`: administrators
 * - `auditor`: administrators, and auditors, who may read and change nothing
 * - `self`: whoever holds any valid token
 * - `public`: anyone
 */
export type Access = 'admin' | 'auditor' | 'self' | 'public';

/** A row. `path` names its parameters in braces, as OpenAPI does. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/api/v1/${string}`;
  /** The noun it belongs to, for grouping. */
  readonly noun: string;
  /** What it does, as a sentence without a full stop. */
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** The body is a file, as `application/octet-stream`; then there is no `body`. */
  readonly upload?: true;
  /** What a success answers. None: status 204 and no body. */
  readonly response?: z.ZodType;
  /** The status of a success; 200 unless given, 204 without a response. */
  readonly status?: 201;
  readonly role: Access;
  /** Refusals of its own, beside those that every operation has. */
  readonly refusals: readonly RefusalCode[];
}

/** Names the parameters that stand in braces in a path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** The status of an operation's success. */
export function successStatus({ response, status }: Operation): 200 | 201 | 204 {
  return response === undefined ? 204 : (status ?? 200);
}
