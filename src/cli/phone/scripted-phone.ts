/** The phone of scripts: the same phone as in the web app, its accounts in a file, its requests over Node's HTTPS. */
import { webcrypto } from 'node:crypto';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { createPhone, type Phone, type PhoneFetch } from '#phone/phone.ts';
import { fileCrypto, type Subtle } from '#phone/web-crypto.ts';
import { phoneFile } from './phone-file.ts';

/** Opens a phone of a home. `fetch` reaches whichever server the accounts are of. */
export function scriptedPhone(home: string, name: string, fetch: PhoneFetch): Phone {
  return createPhone({
    fetch,
    crypto: fileCrypto(webcrypto.subtle as unknown as Subtle),
    storage: phoneFile(home, name, systemClock),
    clock: systemClock,
    random: systemRandom,
  });
}
