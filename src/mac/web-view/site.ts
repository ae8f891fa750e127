/**
 * What counts as one site (HTML, "same site"): the scheme and the registrable domain. Without the list of public suffixes the
 * registrable domain is the last two labels; `co.uk` and its like come out too wide.
 */

/** Whether two addresses are of one site. */
export function isSameSite(one: string, other: string): boolean {
  const [left, right] = [new URL(one), new URL(other)];
  return left.protocol === right.protocol && registrableDomain(left.hostname) === registrableDomain(right.hostname);
}

/** Whether a host is below a domain, and not the domain itself. Addresses in numbers are below nothing. */
export function isBelow(host: string, domain: string): boolean {
  return !isNumeric(host) && host.endsWith(`.${domain}`);
}

/** Whether a host is an IP address. */
export function isNumeric(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.startsWith('[');
}

function registrableDomain(host: string): string {
  return isNumeric(host) ? host : host.split('.').slice(-2).join('.');
}
