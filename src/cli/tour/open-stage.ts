/** The stage over a server on this machine. */
import { openCardAuthority } from '../mac/card-authority.ts';
import { CommandRefusal } from '../mac/refusal.ts';
import { connectionTo, localAdministration } from '../mac/server-address.ts';
import { realSurroundings, type Surroundings } from '../mac/surroundings.ts';
import type { Stage } from './stage.ts';

/** Where the stage is. */
export interface StageWish {
  /** The issuer, such as `https://localhost:8443`. */
  readonly server: string;
  /** The data home: `server/admin-token` and the TLS root are read there, the Macs are kept there. */
  readonly home: string;
  readonly write: (text: string) => void;
  readonly colour?: boolean;
  readonly surroundings?: Surroundings;
}

/** Opens it. @throws {CommandRefusal} `no_admin_token` */
export async function openStage({ server, home, write, colour = false, surroundings }: StageWish): Promise<Stage> {
  const around = surroundings ?? realSurroundings();
  const connection = { ...(await connectionTo(server, home, undefined)), issuer: server };
  const api = await localAdministration(home, connection, around);
  if (!api) {
    throw new CommandRefusal('no_admin_token', `The home ${home} has no administration token for ${server}.`, {
      hint: 'Run the tour where the server keeps its files, or stop that server: the tour then brings its own.',
    });
  }
  const cards = await openCardAuthority(home, around);
  return { api, home, connection, surroundings: around, cards, colour, write };
}
