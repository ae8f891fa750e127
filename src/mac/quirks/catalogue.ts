/** Every way in which a virtual Mac can misbehave, each with what it does and what a server must answer. */

/** A quirk's name. */
export type QuirkName = keyof typeof quirkCatalogue;

/** The catalogue: name to description. */
export const quirkCatalogue = {
  'wrong-signing-key': 'Signs the request with a key that was never registered, under the registered key id.',
  'replayed-request': 'Sends the previous request of the same kind again, byte for byte.',
  'replayed-nonce': 'Uses the previous server nonce again instead of asking for a new one.',
} as const;
