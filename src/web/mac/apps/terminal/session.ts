/** What Terminal showed and what was typed, kept for a reload of the page. */
import { remember, remembered } from '../../screen/desktop/window-memory.ts';

/** A session of Terminal. */
export interface TerminalSession {
  readonly written: string;
  readonly history: readonly string[];
}

const longest = 40_000;

/** What was kept. A line that was being typed is not: its prompt is drawn anew. */
export function keptSession(mac: string): TerminalSession {
  const kept = remembered(mac, 'terminal') as Partial<TerminalSession> | undefined;
  const history = Array.isArray(kept?.history) ? kept.history.filter((line) => typeof line === 'string') : [];
  const written = typeof kept?.written === 'string' ? kept.written : '';
  const end = written.lastIndexOf('\n');
  return { written: end === -1 ? '' : `${written.slice(0, end + 1)}\r`, history };
}

/** Keeps the end of it. */
export function keepSession(mac: string, { written, history }: TerminalSession): void {
  remember(mac, 'terminal', { written: written.slice(-longest), history });
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Last login: Sat Apr 25 09:41:29 on ttys000`, as login(1) prints it. */
export function greetingOf(now: number): string {
  const date = new Date(now);
  const day = `${days[date.getDay()]} ${months[date.getMonth()]} ${String(date.getDate()).padStart(2)}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return `Last login: ${day} ${time.join(':')} on ttys000\r\n`;
}
