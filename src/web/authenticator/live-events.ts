/** The stream of events of one account: opened with a fresh ticket each time, again after a pause when it ends. */
import type { StoredAccount } from '#phone/phone.ts';
import type { Problem, ScreenPhone } from './phone.ts';

/** What it tells. */
export interface LiveListener {
  /** Something may wait, or wait no more. */
  changed(): void;
  live(isLive: boolean): void;
  /** The server wants no more of this account. */
  refused(problem: Problem): void;
}

const firstPause = 500;
const longestPause = 15_000;
/** Refusals that another try does not change. */
const final = new Set([
  'authenticator_removed',
  'authenticator_locked',
  'signature_invalid',
  'person_disabled',
  'account_unknown',
]);

/** Listens until told to stop. */
export function listen(phone: ScreenPhone, account: StoredAccount, tell: LiveListener): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;
  let isStopped = false;

  const again = () => {
    if (isStopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void open(), pause);
    pause = Math.min(pause * 2, longestPause);
  };
  const open = async () => {
    const reply = await phone.eventAddress(account);
    if (isStopped) return;
    if (reply.kind === 'done') return follow(reply.value);
    if (reply.kind === 'unreachable') tell.live(false);
    if (reply.kind === 'refused' && final.has(reply.code)) return tell.refused(reply);
    again();
  };
  const follow = (address: string) => {
    stream?.close();
    const opened = new EventSource(address);
    stream = opened;
    opened.addEventListener('open', () => {
      pause = firstPause;
      tell.live(true);
    });
    opened.addEventListener('requests', () => tell.changed());
    // Its ticket is used up, so that the browser's own way of trying again would be refused.
    opened.addEventListener('error', () => {
      opened.close();
      tell.live(false);
      again();
    });
  };
  const online = () => {
    pause = firstPause;
    if (stream?.readyState !== EventSource.OPEN) again();
  };
  window.addEventListener('online', online);
  void open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stream?.close();
    window.removeEventListener('online', online);
  };
}
