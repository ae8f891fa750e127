/** Putting a Mac on the desk: in its box, or with an account that somebody has made. */
import type { NewMac } from '#api/desk/acts.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import { addBareMac } from '../mac/make-mac.ts';
import { parseMacos } from '../mac/options.ts';
import { connectionTo } from '../mac/server-address.ts';
import { assignMac, unboxMac } from '../mac/unbox.ts';
import { DeskRefusal } from './desk-refusal.ts';
import type { Playground } from './played-mac.ts';

/** Puts it there. @throws {DeskRefusal} {MacHomeError} {CommandRefusal} {CliRefusal} */
export async function putOnDesk({ home, issuer, surroundings }: Playground, wish: NewMac): Promise<void> {
  const connection = { ...(await connectionTo(issuer, home, undefined)), issuer };
  const { name, as, account, isAssigned } = wish;
  const macos = versionOf(wish.macos);
  if (as === 'set-up') {
    if (!account) throw new DeskRefusal(400, 'account_missing', 'A Mac that is set up has an account.');
    await addBareMac(home, { name, macos, account, connection }, surroundings);
    return;
  }
  const { serialNumber } = await unboxMac(home, { name, macos, serialNumber: undefined, connection }, surroundings);
  if (isAssigned) await assignMac(home, serialNumber, connection, surroundings);
}

function versionOf(text: string): MacosVersion {
  try {
    return parseMacos(text);
  } catch {
    throw new DeskRefusal(400, 'macos_unknown', `No Mac of this desk has macOS ${text}.`);
  }
}
