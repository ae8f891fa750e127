import type { keyOperations } from '#api/keys.ts';
import { timeOf } from '#api/members.ts';
import type { statusOperations } from '#api/status.ts';
import { done, type Handlers } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** The server itself: its keys, its state. */
export function serverHandlers(
  ports: AdminPorts,
): Handlers<keyof typeof keyOperations | keyof typeof statusOperations> {
  const { platformSso, audit, clock, masterKey, about } = ports;
  const startedAt = timeOf(clock.now());
  return {
    listSigningKeys: async () => {
      const keys = await platformSso.signingKeys();
      return done({
        items: keys.map(({ keyId, state, createdAt }) => ({ keyId, state, createdAt: timeOf(createdAt) })),
      });
    },
    rotateSigningKey: async ({ caller }) => {
      const { keyId, signsFrom } = await platformSso.rotateSigningKey(caller.actor);
      return done({ keyId, signsFrom: timeOf(signsFrom) });
    },
    rotateMasterKey: async ({ caller }) => done(await masterKey.rotate(caller.actor)),
    showStatus: async () => {
      const [keys, [newest]] = await Promise.all([platformSso.signingKeys(), audit.list({ limit: 1 })]);
      return done({
        ...about,
        startedAt,
        time: timeOf(clock.now()),
        signingKeyId: keys.find(({ state }) => state === 'current')?.keyId ?? null,
        lastAuditEvent: newest?.sequence ?? 0,
      });
    },
  };
}
