/** Whose page a window shows: its host, with a lock where the connection is private. */
import { LockIcon } from '../look/icons.tsx';

/** The line at the top of a window that has no address bar. */
export function HostLine({ address }: { readonly address: string }) {
  const { host, isPrivate } = hostOf(address);
  return (
    <p class="page-host">
      {isPrivate && <LockIcon size={11} />}
      <span>{host}</span>
      {!isPrivate && <span class="page-host-warning">Not secure</span>}
    </p>
  );
}

/** The host of an address. */
export function hostOf(address: string): { readonly host: string; readonly isPrivate: boolean } {
  if (!URL.canParse(address)) return { host: address, isPrivate: false };
  const { host, protocol } = new URL(address);
  return { host, isPrivate: protocol === 'https:' };
}
