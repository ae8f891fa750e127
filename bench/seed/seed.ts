/** Fills a store: real devices whose keys the client holds, and as many more as the store is to have. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSmartCardAuthority } from '#runtime/smart-card-authority.ts';
import { compose } from '#server/compose.ts';
import { parseConfig } from '#server/config.ts';
import type { BenchDevice, Fixture } from '../fixture.ts';
import { inLanes } from '../lanes.ts';
import { fill } from './fill.ts';
import { makeRealDevice } from './real-devices.ts';

/** How many devices of each method the client holds the keys of. */
export type RealDevices = Readonly<Partial<Record<BenchDevice['method'], number>>>;

/** Where to, and how much. */
export interface SeedOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly fixturePath: string;
  readonly real: RealDevices;
  /** All devices, the real ones among them. */
  readonly devices: number;
}

/** Fills the store and writes the fixture. */
export async function seed({ environment, fixturePath, real, devices }: SeedOptions): Promise<void> {
  const composition = await compose(parseConfig(environment));
  try {
    const cards = createSmartCardAuthority({ clock: systemClock, random: systemRandom });
    await composition.directory.addCardAuthority(cards.rootPem, { staleRevocation: 'accept' }, 'bench');
    const wanted = Object.entries(real).flatMap(([method, count]) =>
      Array.from({ length: count }, () => method as BenchDevice['method']),
    );
    const made: BenchDevice[] = [];
    await inLanes(wanted, { lanes: 16 }, async (method, index) => {
      made.push(await makeRealDevice(composition, cards, method, `bench${index}`));
    });
    await fill(composition.database, devices - wanted.length);
    const fixture: Fixture = { devices: made };
    await mkdir(dirname(fixturePath), { recursive: true });
    await writeFile(fixturePath, JSON.stringify(fixture), { mode: 0o600 });
  } finally {
    await composition.close();
  }
}

/** Paths of a bench home. */
export function benchPaths(home: string) {
  return { fixture: join(home, 'fixture.json'), root: join(home, 'server', 'tls', 'root-certificate.pem') };
}
