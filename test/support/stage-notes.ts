/** Notes on a stage, and the network of a Mac that reaches it. */
import type { MacFetch } from '#mac/ports.ts';
import { addressesOf } from '#notes/parts.ts';
import { type Notes, startNotes } from '#notes/notes.ts';
import type { Clock } from '#runtime/clock.ts';
import { freePort } from '#runtime/free-port.ts';
import { withLoopback } from '#runtime/loopback-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import type { Curtain, Stage } from './stage.ts';

/** Notes at work. */
export interface StageNotes extends Notes {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it told. */
  readonly said: readonly string[];
}

/** What Notes needs of a stage. */
export type NotesStage = Pick<Stage, 'url' | 'api' | 'fetch'> & { readonly clock: Clock };

/** Adds Notes as an application and starts it. */
export async function openNotes(stage: NotesStage, curtain: Curtain): Promise<StageNotes> {
  const port = await freePort();
  const { callback, signedOut, backChannelLogout } = addressesOf(`http://127.0.0.1:${port}`);
  const { client, secret } = await stage.api.addClient({
    body: {
      name: 'Notes',
      redirectUris: [callback],
      postLogoutRedirectUris: [signedOut],
      backChannelLogoutUri: backChannelLogout,
    },
  });
  const said: string[] = [];
  const credentials = { clientId: client.id, clientSecret: secret ?? '' };
  const notes = await startNotes({
    ...credentials,
    issuer: stage.url,
    port,
    fetch: stage.fetch,
    clock: stage.clock,
    random: systemRandom,
    say: (sentence) => void said.push(sentence),
  });
  curtain.after(() => notes.close());
  return { ...notes, ...credentials, said };
}

/** Lets a Mac reach this computer's own applications. */
export function throughLoopback(network: MacFetch): MacFetch {
  const fetch = withLoopback(async (url, { method = 'GET', headers = {}, body } = {}) => {
    const answer = await network(String(url), {
      method: method as 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const [text, bytes] = [await answer.text(), new Uint8Array(await answer.bytes())];
    const { status, headers: answered, rootFingerprint } = answer;
    return { status, headers: answered, rootFingerprint, text: () => text, bytes: () => bytes };
  });
  return fetch;
}
