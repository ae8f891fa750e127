import type { sessionOperations, UserSession } from '#api/sessions.ts';
import { timeOf } from '#api/members.ts';
import type { OperationName } from '#api/operations.ts';
import type { PersonSession } from '#server/http/person-session.ts';
import { done, type Handlers, refused } from '../answer.ts';
import { endMeasured, preview } from '../endings/measured.ts';
import { endingsOfMac, endingsOfUser } from '../endings/reading.ts';
import type { AdminPorts } from '../ports.ts';

type Names = keyof typeof sessionOperations | EndingName;

type EndingName = Extract<
  OperationName,
  'previewUserEnding' | 'disableUser' | 'deleteUser' | 'previewDeviceEnding' | 'revokeDevice' | 'revokeRegistration'
>;

/** Whatever ends people, Macs and sessions: told before, and measured after. */
export function endingHandlers(ports: AdminPorts): Handlers<Names> {
  return { ...userEndings(ports), ...macEndings(ports), ...sessionEndings(ports) };
}

function userEndings(ports: AdminPorts): Pick<Handlers<Names>, 'previewUserEnding' | 'disableUser' | 'deleteUser'> {
  const { directory, platformSso, openid, clock } = ports;
  const idOf = async (user: string) => (await directory.user(user))?.user.id;
  const signOut = async (userId: string, actor: string) => {
    await platformSso.revokeTokensOfUser(userId, actor);
    await openid.endSessionsOf(userId);
  };
  return {
    previewUserEnding: async ({ params }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      return done(await preview(clock, () => endingsOfUser(ports, id, 'disable')));
    },
    disableUser: async ({ params, caller }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      const outcome = await endMeasured(clock, {
        read: () => endingsOfUser(ports, id, 'disable'),
        refuse: () => directory.disableUser(id, caller.actor),
        remove: () => signOut(id, caller.actor),
      });
      return outcome.kind === 'ended' ? done(outcome.result) : refused('user_not_found');
    },
    deleteUser: async ({ params, caller }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      const outcome = await endMeasured(clock, {
        read: () => endingsOfUser(ports, id, 'delete'),
        refuse: () => deleteFrom(ports, id, caller.actor),
        remove: () => signOut(id, caller.actor),
      });
      return outcome.kind === 'ended' ? done(outcome.result) : refused('user_not_found');
    },
  };
}

async function deleteFrom({ directory, authenticators, factors, passkeys }: AdminPorts, id: string, actor: string) {
  await authenticators.removeAll(id, actor);
  await factors.forget(id, actor);
  await passkeys.removeAllOf(id, actor);
  return directory.deleteUser(id, actor);
}

function macEndings(
  ports: AdminPorts,
): Pick<Handlers<Names>, 'previewDeviceEnding' | 'revokeDevice' | 'revokeRegistration'> {
  const { platformSso, clock } = ports;
  return {
    previewDeviceEnding: async ({ params }) => {
      const found = await platformSso.device(params.device);
      if (found === undefined) return refused('device_not_found');
      return done(await preview(clock, () => endingsOfMac(ports, { deviceId: found.device.id })));
    },
    revokeDevice: async ({ params, caller }) => {
      const found = await platformSso.device(params.device);
      if (found === undefined) return refused('device_not_found');
      const outcome = await endMeasured(clock, {
        read: () => endingsOfMac(ports, { deviceId: found.device.id }),
        refuse: () => platformSso.revokeDevice(found.device.id, caller.actor),
      });
      return outcome.kind === 'ended' ? done(outcome.result) : refused('device_not_found');
    },
    revokeRegistration: async ({ params, caller }) => {
      const found = await platformSso.registration(params.registration);
      if (found === undefined) return refused('registration_not_found');
      const outcome = await endMeasured(clock, {
        read: () => endingsOfMac(ports, found),
        refuse: () => platformSso.revokeRegistration(found.id, caller.actor),
      });
      return outcome.kind === 'ended' ? done(outcome.result) : refused('registration_not_found');
    },
  };
}

function sessionEndings(ports: AdminPorts): Handlers<keyof typeof sessionOperations> {
  const { directory, openid, audit, clock } = ports;
  const idOf = async (user: string) => (await directory.user(user))?.user.id;
  const note = (userId: string, actor: string, detail: Readonly<Record<string, string | number>>) =>
    audit.record({ type: 'admin.sessions.ended', outcome: 'changed', actor, userId, detail });
  return {
    listUserSessions: async ({ params }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      const [sessions, applications] = await Promise.all([openid.sessions.list(id), openid.grantsOf(id)]);
      return done({ items: sessions.map(sessionOf), applications: [...applications] });
    },
    endUserSession: async ({ params, caller }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      if (!(await openid.sessions.end(id, params.session))) return refused('session_not_found');
      note(id, caller.actor, { session: params.session });
      return done(undefined);
    },
    endUserSessions: async ({ params, caller }) => {
      const id = await idOf(params.user);
      if (id === undefined) return refused('user_not_found');
      const outcome = await endMeasured(clock, {
        read: () => endingsOfUser(ports, id, 'sign-out'),
        refuse: async () => {
          await openid.endSessionsOf(id);
          return { kind: 'done' } as const;
        },
      });
      if (outcome.kind === 'not-found') return refused('user_not_found');
      note(id, caller.actor, { everywhere: 1 });
      return done(outcome.result);
    },
  };
}

function sessionOf({ id, purpose, browser, address, begunAt, usedAt, applications }: PersonSession): UserSession {
  return {
    id,
    purpose,
    browser: browser ?? null,
    address: address ?? null,
    begunAt: timeOf(begunAt),
    usedAt: timeOf(usedAt),
    applications: [...applications],
  };
}
