import type { Logger } from 'pino';
import { RequestCrypto } from '#runtime/request-crypto.ts';
import type { ServerConfig } from './config.ts';

/** The cryptography of requests, in a thread of its own where the configuration says so. */
export function requestCrypto({ cryptoThread }: ServerConfig, logger: Logger): RequestCrypto {
  if (!cryptoThread) return new RequestCrypto();
  const onLost = (error: unknown) =>
    logger.error({ err: error }, 'the cryptography thread ended; its work goes on here');
  return new RequestCrypto({ onLost });
}
