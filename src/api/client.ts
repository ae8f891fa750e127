/** The typed client: a method for each row of the table. It neither retries nor keeps anything. */
import { ApiAnswerError, ApiError, apiErrorBody } from './error.ts';
import type { Operation } from './operation.ts';
import { type OperationInput, type OperationName, type OperationResponse, operationEntries } from './operations.ts';

/** The part of a fetch that the client needs; the built-in one and `#runtime/https-fetch.ts` both fit. */
export type ApiFetch = (
  url: string,
  request: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string | Uint8Array },
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> | { get(name: string): string | null };
  text(): string | Promise<string>;
}>;

/** Where and as whom to call. */
export interface ApiClientOptions {
  /** Such as `https://localhost:8443`. */
  readonly baseUrl: string;
  /** A token of the administration interface; not needed for public operations. */
  readonly token?: string;
  readonly fetch: ApiFetch;
}

type Arguments<Input> = object extends Input ? [input?: Input] : [input: Input];

/**
 * A method for each operation. Each throws {@link ApiError} for a refusal, {@link ApiAnswerError} for an answer that is
 * not of this contract, and whatever `fetch` throws.
 */
export type ApiClient = {
  readonly [Name in OperationName]: (...input: Arguments<OperationInput<Name>>) => Promise<OperationResponse<Name>>;
};

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly upload?: Uint8Array;
}

/** Makes a client. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const methods = operationEntries.map(([name, operation]) => [
    name,
    (input: AnyInput = {}) => call(options, operation, input),
  ]);
  return Object.fromEntries(methods) as ApiClient;
}

async function call({ baseUrl, token, fetch }: ApiClientOptions, operation: Operation, input: AnyInput) {
  const json = operation.body === undefined ? undefined : JSON.stringify(input.body);
  const body = operation.upload ? input.upload : json;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = operation.upload ? 'application/octet-stream' : 'application/json';
  const url = baseUrl.replace(/\/$/, '') + addressOf(operation, input);
  const answer = await fetch(url, { method: operation.method, headers, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  if (answer.status >= 400) throw refusalOf(answer.status, text, header(answer.headers, 'retry-after'));
  if (operation.response === undefined) return undefined;
  const parsed = operation.response.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new ApiAnswerError(`The answer to ${operation.method} ${operation.path} is not understood.`);
  return parsed.data;
}

function addressOf(operation: Operation, { params = {}, query = {} }: AnyInput): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function refusalOf(status: number, text: string, retryAfter: string | undefined): Error {
  const parsed = apiErrorBody.safeParse(jsonOf(text));
  if (!parsed.success) return new ApiAnswerError(`The server answered with status ${status} and nothing understood.`);
  return new ApiError(status, parsed.data, retryAfter === undefined ? undefined : Number(retryAfter));
}

function header(headers: Awaited<ReturnType<ApiFetch>>['headers'], name: string): string | undefined {
  if (typeof headers['get'] === 'function') return headers['get'](name) ?? undefined;
  return (headers as Readonly<Record<string, string>>)[name];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
