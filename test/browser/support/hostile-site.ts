/** A page that tries everything: to run, to load, to frame, to send what is typed, to lead away. It notes who asks it for what. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Curtain } from '../../support/stage.ts';

/** The site, on plain HTTP of this machine, which Macs of the desk may open. */
export interface HostileSite {
  readonly url: string;
  /** Paths that were asked for, with who asked. */
  readonly asked: readonly { readonly path: string; readonly agent: string }[];
}

const page = (url: string) => `<!doctype html><html><head><title>Win <b>a</b> prize</title>
<meta http-equiv="refresh" content="1;url=${url}/refreshed"><base target="_top">
<link rel="prefetch" href="${url}/prefetched"><link rel="stylesheet" href="${url}/style.css">
<script>alert('ran'); top.location = '${url}/top'; fetch('${url}/fetched');</script>
<script src="${url}/script.js"></script>
<style>body { background: url(${url}/background.png) } @import url(${url}/imported.css);</style></head>
<body onload="alert('loaded')"><h1>Win a prize</h1>
<img src="/nothing.png" onerror="alert('error')"><svg onload="alert('svg')"><script>alert('svg script')</script></svg>
<iframe src="${url}/framed"></iframe><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<object data="${url}/object"></object><embed src="${url}/embedded"><video src="${url}/video" autoplay></video>
<form id="f" action="${url}/sent" method="post" target="_top"><input name="password" type="password" value="secret"
 autofocus onfocus="alert('focus')"><button formaction="javascript:alert('button')">Go</button></form>
<a id="l" href="javascript:alert('link')">Prize</a> <a id="away" href="${url}/away" target="_top" ping="${url}/pinged">Away</a>
<form><input name="parentNode"></form><details open ontoggle="alert('toggle')"><summary>x</summary></details>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></table></math>
</body></html>`;

/** Opens it. */
export async function openHostileSite(curtain: Curtain): Promise<HostileSite> {
  const asked: { path: string; agent: string }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', agent: request.headers['user-agent'] ?? '' });
    const body = request.url === '/' ? page(url()) : 'nothing';
    response.writeHead(200, { 'content-type': request.url === '/' ? 'text/html' : 'text/plain' }).end(body);
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  curtain.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: url(), asked };
}
