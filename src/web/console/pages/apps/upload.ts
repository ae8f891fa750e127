/** A package on its way to the server, with its progress: `fetch` does not tell how much was sent. */
import { consoleHeader } from '#api/console.ts';
import { ApiError, apiErrorBody } from '#api/error.ts';
import { operations } from '#api/operations.ts';
import { presence } from '../../link/presence.ts';

/** Sends it. @throws {ApiError} when it is refused, {@link UploadError} when the server does not answer */
export function uploadPackage(
  file: File,
  onProgress: (share: number) => void,
): { readonly done: Promise<{ readonly name: string; readonly isNew: boolean }>; readonly stop: () => void } {
  const request = new XMLHttpRequest();
  const { method, path, response } = operations.importApplication;
  const done = new Promise<{ readonly name: string; readonly isNew: boolean }>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener('error', () => reject(new UploadError('The server did not answer.')));
    request.addEventListener('abort', () => reject(new UploadError('The upload was stopped.')));
    request.addEventListener('load', () => {
      const body: unknown = parsed(request.responseText);
      const refusal = apiErrorBody.safeParse(body);
      if (request.status >= 400 && refusal.success) return reject(new ApiError(request.status, refusal.data));
      const taken = response.safeParse(body);
      if (!taken.success) return reject(new UploadError('The answer of the server is not understood.'));
      const { outcome, application } = taken.data;
      return resolve({ name: application.fileName, isNew: outcome === 'imported' });
    });
  });
  request.open(method, path);
  request.setRequestHeader(consoleHeader, presence());
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.setRequestHeader('accept', 'application/json');
  request.send(file);
  return { done, stop: () => request.abort() };
}

/** The connection failed, or was given up. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly code = 'upload_failed';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
