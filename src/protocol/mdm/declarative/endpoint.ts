/** Endpoints of declarative management. Apple, "DeclarativeManagement", Endpoint. */

/** Kinds of declaration, as an endpoint spells them. */
export const declarationKinds = ['activation', 'configuration', 'asset', 'management'] as const;
/** One of them. */
export type DeclarationKind = (typeof declarationKinds)[number];

/** What a Mac asks for. */
export type DeclarativeEndpoint =
  | { readonly kind: 'tokens' }
  | { readonly kind: 'declaration-items' }
  | { readonly kind: 'status' }
  | { readonly kind: 'declaration'; readonly declarationKind: DeclarationKind; readonly identifier: string };

/** Reads an endpoint; undefined for one that is none of these. */
export function parseEndpoint(endpoint: string): DeclarativeEndpoint | undefined {
  if (endpoint === 'tokens' || endpoint === 'declaration-items' || endpoint === 'status') return { kind: endpoint };
  const [, kind, identifier] = /^declaration\/([a-z]+)\/(.+)$/s.exec(endpoint) ?? [];
  const declarationKind = declarationKinds.find((name) => name === kind);
  if (declarationKind === undefined || identifier === undefined) return undefined;
  return { kind: 'declaration', declarationKind, identifier };
}

/** Writes an endpoint. */
export function encodeEndpoint(endpoint: DeclarativeEndpoint): string {
  if (endpoint.kind !== 'declaration') return endpoint.kind;
  return `declaration/${endpoint.declarationKind}/${endpoint.identifier}`;
}
