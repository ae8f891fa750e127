/** The interface of the server, asked with the session of this browser in place of a token. */
import { type ApiClient, type ApiFetch, createApiClient } from '#api/client.ts';
import { consoleHeader } from '#api/console.ts';
import { ApiError } from '#api/error.ts';
import type { OperationInput, OperationName, OperationResponse } from '#api/operations.ts';
import { presence } from './presence.ts';
import { endedCodes, setSessionState } from './session-state.ts';

const ask: ApiFetch = (url, { method, headers, body }) =>
  fetch(url, {
    method,
    headers: { ...headers, [consoleHeader]: presence() },
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });

/** The client. Pages use `useOperation` and `usePerform`. */
export const client: ApiClient = createApiClient({ baseUrl: '', fetch: ask });

/** Asks for one operation. @throws ApiError, ApiAnswerError, TypeError when the server does not answer */
export async function askServer<Name extends OperationName>(
  name: Name,
  input: OperationInput<Name> | undefined,
): Promise<OperationResponse<Name>> {
  try {
    const method = client[name] as unknown as (input?: OperationInput<Name>) => Promise<OperationResponse<Name>>;
    return await method(input);
  } catch (error) {
    if (error instanceof ApiError && endedCodes.has(error.code)) setSessionState('over');
    throw error;
  }
}
