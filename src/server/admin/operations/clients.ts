import type { Client, clientOperations } from '#api/clients.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { Client as OpenIdClient } from '#server/openid/feature.ts';
import { deletionAnswer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Applications that people sign in to. */
export function clientHandlers({ openid: { clients } }: AdminPorts): Handlers<keyof typeof clientOperations> {
  return {
    listClients: async () => done({ items: (await clients.list()).map(wireOf) }),
    addClient: async ({ body, caller }) => {
      const outcome = await clients.add(
        { ...body, backChannelLogoutUri: body.backChannelLogoutUri, macApplication: body.macApplication },
        caller.actor,
      );
      if (outcome.kind === 'invalid') {
        return refused('request_invalid', {
          problems: outcome.problems.map((problem) => ({ in: 'body', ...problem })),
        });
      }
      return done({ client: wireOf(outcome.client), secret: outcome.secret ?? null });
    },
    getClient: async ({ params }) => {
      const client = await clients.show(params.client);
      return client === undefined ? refused('client_not_found') : done(wireOf(client));
    },
    rotateClientSecret: async ({ params, caller }) => {
      const outcome = await clients.rotateSecret(params.client, caller.actor);
      if (outcome.kind === 'rotated') return done({ secret: outcome.secret });
      return refused(outcome.kind === 'public' ? 'client_public' : 'client_not_found');
    },
    removeClient: async ({ params, caller }) =>
      deletionAnswer(await clients.remove(params.client, caller.actor), 'client_not_found'),
  };
}

function wireOf(client: OpenIdClient): Client {
  return {
    id: client.id,
    name: client.name,
    kind: client.kind,
    redirectUris: [...client.redirectUris],
    postLogoutRedirectUris: [...client.postLogoutRedirectUris],
    backChannelLogoutUri: client.backChannelLogoutUri ?? null,
    macApplication: client.macApplication ?? null,
    asksConsent: client.asksConsent,
    deviceAuthorization: client.deviceAuthorization,
    createdAt: timeOf(client.createdAt),
    createdBy: client.createdBy,
    secretSetAt: timeOrNeverOf(client.secretSetAt),
  };
}
