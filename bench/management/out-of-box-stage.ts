/** An organisation on its first day: a server as a process of its own, simulated Apple beside it, and many boxes. */
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { randomHardware } from '#mac/home/hardware.ts';
import { uidKeyLength } from '#mac/home/mac-folder.ts';
import { freePort } from '#runtime/free-port.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { parseConfig } from '#server/config.ts';
import { openLaboratory } from '#cli/laboratory.ts';
import { macPorts } from '#cli/mac/open-mac.ts';
import { realSurroundings, type Surroundings } from '#cli/mac/surroundings.ts';
import { serverName } from '#cli/server-name.ts';
import { openStage } from '#cli/tour/open-stage.ts';
import { prepareOrganisation } from '#cli/tour/out-of-box/organisation.ts';
import { putPlan } from '#cli/tour/out-of-box/plans.ts';
import { makePerson, type Stage, type TourPerson } from '#cli/tour/stage.ts';
import { removeHome, temporaryHome } from '../home.ts';
import { inLanes } from '../lanes.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';

/** A Mac in its box, and who is to get it. */
export interface BoxedMac {
  readonly name: string;
  readonly mac: VirtualMac;
  readonly serialNumber: string;
  readonly person: TourPerson;
}

/** The first day. */
export interface OutOfBoxStage {
  readonly stage: Stage;
  readonly server: ServerProcess;
  readonly macs: readonly BoxedMac[];
  close(): Promise<void>;
}

/** The newest macOS, whose Macs sign in before they enroll. */
const macos = '27.0';

/** Starts everything, buys so many Macs and makes as many people. */
export async function openOutOfBoxStage(count: number, nodeOptions: readonly string[]): Promise<OutOfBoxStage> {
  const home = temporaryHome();
  const port = await freePort();
  const environment = { PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: `localhost:${port}`, PORCHLIGHT_LOG_LEVEL: 'error' };
  const laboratory = await openLaboratory(parseConfig(environment));
  const folder = laboratory.config.insecureSimulatedApple ?? '';
  const server = await startServerProcess({ ...environment, PORCHLIGHT_INSECURE_SIMULATED_APPLE: folder }, nodeOptions);
  const close = async () => {
    await server.stop();
    await laboratory.close();
    removeHome(home);
  };
  const wish = { server: `https://localhost:${port}`, home, write: () => undefined, surroundings: surroundings() };
  const stage = await openStage(wish);
  return { stage, server, macs: await buyMacs(stage, count), close };
}

/** One process plays all Macs and makes their RSA keys: what waits there for its turn must not count as an answer that was late. */
const timeoutMs = 600_000;

/** Connections trust the one root that they need: reading all public ones anew for each costs more than the handshake. */
function surroundings(): Surroundings {
  const fetch = (root: string | undefined): HttpsFetch =>
    httpsFetch({ timeoutMs, ...(root === undefined ? {} : { ca: [root] }) });
  return { ...realSurroundings(), fetch };
}

async function buyMacs(stage: Stage, count: number): Promise<readonly BoxedMac[]> {
  const { apple, packageName } = await prepareOrganisation(stage);
  await putPlan(stage, { method: 'UserSecureEnclaveKey', before: 'platform-sso', packageName });
  const macs: BoxedMac[] = [];
  await inLanes(Array.from({ length: count }), { lanes: 8 }, async (_, index) => {
    const mac = await unbox(stage, index);
    await apple('add-device', { serial: mac.serialNumber, server: serverName });
    macs[index] = mac;
  });
  const { assigned } = await stage.api.syncAde();
  if (assigned !== count) throw new Error(`Of ${count} Macs ${assigned} were assigned.`);
  return macs;
}

async function unbox(stage: Stage, index: number): Promise<BoxedMac> {
  const { surroundings: around, home, connection } = stage;
  const hardware = randomHardware(macos, around.random);
  const ports = await macPorts(home, connection, around.random.bytes(uidKeyLength), around);
  const mac = around.macs.unbox({ ...hardware, computerName: 'Mac', macos }, ports);
  const person = await makePerson(stage, `storm${index}`, `Storm ${index}`);
  return { name: `storm${index}`, mac, serialNumber: hardware.serialNumber, person };
}
