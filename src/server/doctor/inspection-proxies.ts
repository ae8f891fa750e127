/** Products that open TLS connections, by the words that their certificates have. */

const proxies: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Zscaler', /zscaler/i],
  ['Netskope', /netskope|goskope/i],
  ['Palo Alto Networks', /palo ?alto/i],
  ['Fortinet', /fortinet|fortigate/i],
  ['Symantec or Blue Coat', /blue ?coat|symantec (?:web|swg)/i],
  ['Cisco Umbrella', /cisco umbrella|opendns/i],
  ['Skyhigh or McAfee Web Gateway', /skyhigh|mcafee web gateway/i],
  ['Forcepoint', /forcepoint|websense/i],
  ['Check Point', /check ?point (?:software|https|ssl)/i],
  ['Sophos', /sophos (?:ssl|web|utm|ca)/i],
  ['Barracuda', /barracuda/i],
  ['iboss', /\biboss\b/i],
  ['Cato Networks', /cato networks/i],
  ['Cloudflare Gateway', /cloudflare (?:for teams|gateway)|gateway ca - cloudflare/i],
  ['Menlo Security', /menlo security/i],
  ['WatchGuard', /watchguard|fireware/i],
  ['SonicWall', /sonicwall/i],
  ['Untangle', /untangle/i],
  ['ESET', /eset ssl filter/i],
  ['Kaspersky', /kaspersky anti-?virus personal root/i],
  ['Avast', /avast.{0,20}(?:web|mail) (?:shield|scanner) root/i],
  ['Bitdefender', /bitdefender personal ca/i],
  ['Charles', /charles proxy/i],
  ['Fiddler', /do_not_trust_fiddlerroot|\bfiddler\b/i],
  ['mitmproxy', /mitmproxy/i],
  ['Burp', /portswigger/i],
  ['Proxyman', /proxyman/i],
  ['Squid', /\bsquid\b.{0,20}(?:ca|proxy)/i],
];

/** The product that a certificate's name speaks of. */
export function inspectionProxyIn(name: string): string | undefined {
  return proxies.find(([, pattern]) => pattern.test(name))?.[0];
}
