/** Accounts in the vault, each by its id; the private key of each is an object that cannot be read out. */
import type { PhoneStorage, StoredAccount } from '#phone/phone.ts';
import type { Vault } from './vault.ts';

const beginning = 'account:';

/** Keeps accounts in the vault. */
export function accountStore(vault: Vault): PhoneStorage {
  return {
    async accounts() {
      const names = await vault.names(beginning);
      const accounts = await Promise.all(names.map((name) => vault.get<StoredAccount>(name)));
      return accounts.filter((account) => account !== undefined).toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
    },
    put: (account) => vault.put(beginning + account.authenticatorId, account),
    remove: (authenticatorId) => vault.remove(beginning + authenticatorId),
    // All windows of this app in this browser (Web Locks API).
    exclusively: async <T>(work: () => Promise<T>) => {
      const done: { value: T } = await navigator.locks.request('porchlight-authenticator', async () => ({
        value: await work(),
      }));
      return done.value;
    },
  };
}

function nameOf({ organisation, userPrincipalName }: StoredAccount): string {
  return `${organisation} ${userPrincipalName}`;
}
