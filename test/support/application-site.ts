/** The network of a Mac that knows one address more: the application that a sign-in leads back to. */
import type { MacFetch } from '#mac/ports.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';

/** What the application was sent. */
export interface ApplicationVisit {
  readonly url: URL;
  readonly method: string;
  readonly body: string;
}

/** Stands between a Mac and its network: `https://app.example` greets whoever comes, and remembers how. */
export function applicationSite() {
  const visits: ApplicationVisit[] = [];
  const through =
    (network: MacFetch): MacFetch =>
    async (address, request) => {
      const url = new URL(address);
      if (url.host !== 'app.example') return network(address, request);
      const { method, body = '' } = request;
      visits.push({ url, method, body: typeof body === 'string' ? body : '' });
      const text = '<title>Wiki</title><p>Welcome.</p>';
      const headers = { 'content-type': 'text/html' };
      return Promise.resolve({ status: 200, headers, text: () => text, bytes: () => utf8(text) });
    };
  return { visits, through };
}
