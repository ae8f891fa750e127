/**
 * Which network addresses the server sends pushes to. A phone names the address of its push service, so without this rule any
 * phone could have the server knock at doors inside the organisation (server-side request forgery).
 */
import { BlockList, isIP } from 'node:net';

/** What is not the public network: IANA special-purpose registries (RFC 6890) and multicast. */
const special: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
];

const blocked = new BlockList();
for (const [network, prefix, family] of special) blocked.addSubnet(network, prefix, family);

/** Of IPv6 only what is given out to networks of the world counts: `2000::/3`, without documentation and tunnels. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
const tunnels = new BlockList();
for (const network of ['2001:db8::/32', '2001::/23', '2002::/16']) {
  const [start = '', prefix] = network.split('/');
  tunnels.addSubnet(start, Number(prefix), 'ipv6');
}

/** Whether an address, as text, is one of the public network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, 'ipv4');
  return family === 6 && global.check(address, 'ipv6') && !tunnels.check(address, 'ipv6');
}

/** Whether an endpoint may be sent to, as far as its text tells: https, its usual port, no password, no address inside. */
export function isPublicEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, port, username, password, hostname } = new URL(endpoint);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !/\.(?:local|localhost|internal|lan|home\.arpa)\.?$/i.test(host);
}
