/** How the commands reach simulated Apple: its addresses and the secret of its folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { addressesFile, parseSimulatedAppleAddresses } from '#protocol/simulated-apple/addresses.ts';
import { actsFile } from '#apple/acts.ts';
import { HttpsError, httpsFetch } from '#runtime/https-fetch.ts';
import { CliRefusal } from '../refusal.ts';

/** Does an act. Throws CliRefusal when Apple is not there, or refuses. */
export type Act = (
  name: string,
  body?: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Acts at the simulated Apple of a folder. */
export function actsAt(folder: string): Act {
  return async (name, body = {}) => {
    const { macServices, tlsRootPem } = parseSimulatedAppleAddresses(await readOf(folder, addressesFile));
    const { secret } = parseJsonObject(await readOf(folder, actsFile)) ?? {};
    const headers = { authorization: `Bearer ${typeof secret === 'string' ? secret : ''}` };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const reply = await httpsFetch({ ca: [tlsRootPem] })(`${macServices}/acts/${name}`, request).catch(absent);
    const json = parseJsonObject(reply.text()) ?? {};
    if (reply.status === 200) return json;
    const { code, message } = json;
    const words = typeof message === 'string' ? message.replace(/\.$/, '') : `simulated Apple answered ${reply.status}`;
    throw new CliRefusal(
      typeof code === 'string' ? code : 'apple_refused',
      words,
      '"porchlight apple list" shows what is there',
    );
  };
}

async function readOf(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch {
    return absent();
  }
}

function absent(error?: unknown): never {
  if (error !== undefined && !(error instanceof HttpsError)) throw error;
  const hint = 'start it with "porchlight apple start", or with "npm start"';
  throw new CliRefusal('apple_unreachable', 'simulated Apple is not running here', hint);
}
