/** Favourites of Safari on the desk's Macs: the organisation's own pages, and Notes while it runs on this machine. */
import { connect } from 'node:net';
import type { MacView } from '#api/desk/view.ts';

type Bookmarks = MacView['bookmarks'];

/** Where `porchlight notes` listens unless told otherwise. */
const notes = { host: '127.0.0.1', port: 8021 } as const;
const patience = 300;

/** For Macs of an organisation's server. */
export async function bookmarksOf(issuer: string): Promise<Bookmarks> {
  const own = [
    { title: 'My account', address: `${issuer}/account` },
    { title: 'Console', address: `${issuer}/console/` },
  ];
  const address = `http://${notes.host}:${notes.port}/`;
  return (await answers(notes)) ? [...own, { title: 'Notes', address }] : own;
}

/** Whether anybody listens there. */
function answers(place: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: patience });
    const over = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => over(true));
    socket.once('error', () => over(false));
    socket.once('timeout', () => over(false));
  });
}
