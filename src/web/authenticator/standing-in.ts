/**
 * Which server this app belongs to. Mostly the one that it comes from; on the desk of virtual Macs it comes from the desk's
 * process, which stands in for the server and says so in the page. Accounts and signatures name the server in any case.
 */

/** Addresses of the server, and where this page reaches them. */
export interface StandingIn {
  /** The server's own address, without a slash at its end. */
  readonly issuer: string;
  /** Whether this page comes from another origin than the server's. */
  readonly isStandIn: boolean;
  /** An address of the server, as this page may ask for it. */
  readonly here: (address: string) => string;
  /** An address of this page, as it is at the server. */
  readonly there: (address: string) => string;
}

/** As the page says it. @param told the content of `<meta name="porchlight-issuer">`, where there is one */
export function standingIn(origin: string, told: string | undefined): StandingIn {
  const issuer = told ?? origin;
  const moved = (address: string, from: string, to: string) =>
    address.startsWith(`${from}/`) ? to + address.slice(from.length) : address;
  return {
    issuer,
    isStandIn: told !== undefined && told !== origin,
    here: (address) => moved(address, issuer, origin),
    there: (address) => moved(address, origin, issuer),
  };
}
