import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { Passkey as WirePasskey, PasskeyPolicy, passkeyOperations } from '#api/passkeys.ts';
import { aaguidName } from '#protocol/webauthn/aaguids.ts';
import type { Passkey, SavedPolicy } from '#server/passkeys/feature.ts';
import { deletionAnswer, done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** Passkeys of people, and the rules for them. */
export function passkeyHandlers({
  directory,
  passkeys,
}: Pick<AdminPorts, 'passkeys'> & { readonly directory: Pick<AdminPorts['directory'], 'user'> }): Handlers<
  keyof typeof passkeyOperations
> {
  const idOf = async (user: string) => (await directory.user(user))?.user.id;
  return {
    listPasskeys: async ({ params }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      return done({ items: (await passkeys.list(userId)).map(wireOf) });
    },
    removePasskey: async ({ params, caller }) => {
      const userId = await idOf(params.user);
      if (userId === undefined) return refused('user_not_found');
      const outcome = await passkeys.remove({ userId, id: params.passkey, actor: caller.actor });
      return deletionAnswer(outcome, 'passkey_not_found');
    },
    getPasskeyPolicy: async () => done(policyOf(await passkeys.policy())),
    setPasskeyPolicy: async ({ body, caller }) => {
      const outcome = await passkeys.setPolicy(body, caller.actor);
      if (outcome.kind === 'done') return done(policyOf(outcome.saved));
      return refused('request_invalid', {
        problems: outcome.problems.map(({ member, message }) => ({ in: 'body', member, message })),
      });
    },
  };
}

function wireOf(passkey: Passkey): WirePasskey {
  const { id, credentialId, name, aaguid, model, attestation, attestationFormat, backupEligible, backedUp } = passkey;
  return {
    id,
    credentialId,
    name,
    aaguid,
    model: model ?? null,
    attestation,
    attestationFormat,
    backupEligible,
    backedUp,
    createdAt: timeOf(passkey.createdAt),
    lastUsedAt: timeOrNeverOf(passkey.lastUsedAt),
    lockedAt: timeOrNeverOf(passkey.lockedAt),
  };
}

function policyOf({ policy, changedAt, changedBy }: SavedPolicy): PasskeyPolicy {
  const { mode, aaguids, attestation, roots } = policy;
  return {
    policy: {
      mode,
      aaguids: [...aaguids],
      attestation,
      roots: roots.map(({ format, certificate }) => ({ format, certificate })),
    },
    models: aaguids.map((aaguid) => aaguidName(aaguid) ?? null),
    changedAt: timeOrNeverOf(changedAt),
    changedBy: changedBy ?? null,
  };
}
