/**
 * What the authenticator keeps in this browser: one store of IndexedDB, keyed by names. IndexedDB takes keys of WebCrypto as
 * they are, so that private keys are kept without ever being bytes (Web Cryptography API, section 5.2).
 */

const database = 'porchlight-authenticator';
const store = 'kept';

/** Things by their names. Every write is complete when its promise is. */
export interface Vault {
  get<T>(name: string): Promise<T | undefined>;
  put(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names that begin with these letters, in their order. */
  names(beginning: string): Promise<readonly string[]>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** Opens it. @throws DOMException where the browser keeps nothing */
export async function openVault(): Promise<Vault> {
  const opening = indexedDB.open(database, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
  const db = await answered(opening);
  const read = () => db.transaction(store, 'readonly').objectStore(store);
  const write = async (act: (things: IDBObjectStore) => void) => {
    const transaction = db.transaction(store, 'readwrite', { durability: 'strict' });
    act(transaction.objectStore(store));
    await completed(transaction);
  };
  return {
    get: <T>(name: string) => answered<T | undefined>(read().get(name)),
    put: (name, value) => write((things) => things.put(value, name)),
    remove: (name) => write((things) => things.delete(name)),
    names: async (beginning) =>
      (await answered(read().getAllKeys(IDBKeyRange.bound(beginning, `${beginning}\uFFFF`)))).map(String),
    clear: () => write((things) => things.clear()),
  };
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing.')));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    for (const ending of ['error', 'abort']) {
      transaction.addEventListener(ending, () => reject(transaction.error ?? new Error('The browser keeps nothing.')));
    }
  });
}
