/**
 * The provider's storage (`Adapter` of oidc-provider) over our database. What was given to somebody who may not sign in any
 * more is not found, nor what hangs on a Mac's login that has ended, whatever else ends it; a code or refresh token is used
 * once, however many ask at the same time.
 */
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';
import type { Clock } from '#runtime/clock.ts';
import type { Directory } from '#server/directory/directory.ts';
import { browserName } from '#server/http/browser-name.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import {
  consumeArtifact,
  findArtifact,
  type FoundArtifact,
  putArtifact,
  putOnce,
  removeArtifact,
  removeGrant,
  removeOfGrant,
  removeOfMac,
  removeOfUser,
} from './artifacts.ts';
import { findClient, metadataOf } from './clients.ts';
import type { Macs } from './context.ts';
import { macSessionOfArtifact } from './mac-proof/mac-session.ts';
import { addressOf } from './notes.ts';

/** What the adapter needs. */
export interface AdapterPorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly people: Pick<Directory, 'userById'>;
  readonly macs: Pick<Macs, 'isLoginLive'>;
}

/** The adapter of one model, by the provider's name for it. */
export function adapterOf(ports: AdapterPorts, model: string): Adapter {
  return model === 'Client' ? new ClientAdapter(ports) : new ArtifactAdapter(ports, model);
}

class ArtifactAdapter implements Adapter {
  readonly #ports: AdapterPorts;
  readonly #model: string;

  constructor(ports: AdapterPorts, model: string) {
    this.#ports = ports;
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<undefined> {
    const { database, sealer, clock } = this.#ports;
    const isGrant = this.#model === 'Grant';
    const artifact = {
      model: this.#model,
      id,
      content: payload as Readonly<Record<string, unknown>>,
      grantId: isGrant ? id : payload.grantId,
      userCode: payload.userCode,
      uid: payload.uid,
      userId: payload.accountId ?? payload.session?.accountId,
      clientId: payload.clientId,
      deviceId: macSessionOfArtifact(payload)?.deviceId,
      expiresAt: clock.now() + expiresIn * 1000,
      ...(this.#model === 'Session' ? { ...placeOfRequest(), usedAt: clock.now() } : {}),
    };
    if (this.#model !== 'ReplayDetection') {
      await database.write((writer) => putArtifact(writer, sealer, artifact));
      return undefined;
    }
    // Two that came at the same time both saw that it was not there: the one that writes first counts.
    const isFirst = await database.write((writer) => putOnce(writer, sealer, artifact));
    if (!isFirst) throw new errors.InvalidRequest('the proof was used already');
    return undefined;
  }

  find(id: string) {
    return this.#find({ id });
  }

  findByUserCode(userCode: string) {
    return this.#find({ userCode });
  }

  findByUid(uid: string) {
    return this.#find({ uid });
  }

  async consume(id: string): Promise<undefined> {
    const { database, sealer, clock } = this.#ports;
    if (await database.write((writer) => consumeArtifact(writer, this.#model, id, clock.now()))) return undefined;
    const found = await findArtifact(database, sealer, this.#model, { id });
    const grantId = found?.grantId;
    if (grantId !== undefined) await database.write((writer) => removeGrant(writer, grantId));
    throw new errors.InvalidGrant('used already');
  }

  async destroy(id: string): Promise<undefined> {
    await this.#ports.database.write((writer) => removeArtifact(writer, this.#model, id));
    return undefined;
  }

  async revokeByGrantId(grantId: string): Promise<undefined> {
    await this.#ports.database.write((writer) => removeOfGrant(writer, this.#model, grantId));
    return undefined;
  }

  async #find(by: Parameters<typeof findArtifact>[3]): Promise<AdapterPayload | undefined> {
    const found = await findArtifact(this.#ports.database, this.#ports.sealer, this.#model, by);
    if (!found || !(await this.#mayCount(found))) return undefined;
    const { content, consumedAt } = found;
    return { ...content, ...(consumedAt === undefined ? {} : { consumed: Math.floor(consumedAt / 1000) }) };
  }

  async #mayCount({ userId, content }: FoundArtifact): Promise<boolean> {
    if (userId === undefined) return true;
    const { people, macs, database } = this.#ports;
    const user = await people.userById(userId);
    if (user?.state !== 'active') {
      // Gone for good: to let the person in again brings back no session.
      await database.write((writer) => removeOfUser(writer, userId));
      return false;
    }
    const mac = macSessionOfArtifact(content);
    if (!mac || (await macs.isLoginLive(mac.loginId))) return true;
    await database.write((writer) => removeOfMac(writer, mac.deviceId, userId));
    return false;
  }
}

/** Where the request comes from that the provider is answering. */
function placeOfRequest() {
  const context = Provider.ctx;
  if (!context) return {};
  return { browser: browserName(context.get('user-agent')), address: addressOf(context.req) ?? context.ip };
}

/** Clients are administered elsewhere; the provider reads them. */
class ClientAdapter implements Adapter {
  readonly #ports: AdapterPorts;

  constructor(ports: AdapterPorts) {
    this.#ports = ports;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const client = await findClient(this.#ports.database, id);
    return client && metadataOf(client);
  }

  upsert(): Promise<never> {
    return refuseChange();
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(): Promise<never> {
    return refuseChange();
  }

  destroy(): Promise<never> {
    return refuseChange();
  }

  revokeByGrantId(): Promise<never> {
    return refuseChange();
  }
}

function refuseChange(): Promise<never> {
  return Promise.reject(new Error('Clients are changed by administrators only.'));
}
