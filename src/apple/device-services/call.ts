/** One call of a server that has a session. */
import type { AppleState, ServerState } from '../apple-state.ts';
import type { Faults } from '../faults.ts';

/** What the calls get. They change the state; who calls them keeps it. */
export interface Call {
  readonly state: AppleState;
  readonly server: ServerState;
  readonly body: string;
  readonly query: URLSearchParams;
  /** `X-Server-Protocol-Version`; 1 when absent. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly faults: Faults;
}
