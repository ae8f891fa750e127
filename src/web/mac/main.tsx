/** The desk in a browser: virtual Macs, a phone, and what goes over the wire. Puts the parts together and draws. */
import { render } from 'preact';
import { DeskClient } from './desk-client.ts';
import { Desk } from './desk/desk.tsx';
import { browserSurroundings } from './surroundings.ts';

/** Out of sight for so long, the page lets go of its stream; browsers have few for one address. */
const restAfter = 300_000;

function begin(place: Element): void {
  const client = new DeskClient(browserSurroundings);
  const wanted = () => decodeURIComponent(location.hash.slice(1)) || undefined;
  client.select(wanted());
  let before = client.state.selected;
  client.subscribe(() => {
    const { selected } = client.state;
    // Only what is chosen here is written: an address that was just typed has not been heard of yet.
    if (selected === before) return;
    before = selected;
    const hash = selected === undefined ? '' : `#${encodeURIComponent(selected)}`;
    if (location.hash !== hash) history.replaceState(null, '', `${location.pathname}${hash}`);
  });
  window.addEventListener('hashchange', () => client.select(wanted()));
  let resting: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(resting);
    if (document.visibilityState === 'visible') client.wake();
    else resting = setTimeout(() => client.rest(), restAfter);
  });
  render(<Desk client={client} surroundings={browserSurroundings} />, place);
}

const place = document.querySelector('#desk');
if (place !== null) begin(place);
