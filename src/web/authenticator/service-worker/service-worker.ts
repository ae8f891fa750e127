/**
 * The service worker of the authenticator: the app opens without a connection, and tells of requests while it is closed
 * (Push API). It keeps files of the app and nothing else; what the app says to the server goes by it.
 */
import { texts } from '../texts.ts';

declare const self: ServiceWorkerGlobalScope;
/** Addresses of the app's files, and a name that changes with any of them; put in by the build. */
declare const shellFiles: readonly string[];
declare const shellName: string;

const home = '/authenticator/';

self.addEventListener('install', (event) => {
  const fill = async () => {
    const cache = await caches.open(shellName);
    // From the server and not from the browser's own cache, which may hold a page of before.
    await cache.addAll(shellFiles.map((address) => new Request(address, { cache: 'reload' })));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== shellName).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin || !shellFiles.includes(pathname)) return;
  const answer = async () => {
    const kept = await caches.match(pathname, { cacheName: shellName });
    return kept ?? fetch(event.request);
  };
  event.respondWith(answer());
});

self.addEventListener('push', (event) => {
  const { title, body } = texts.notification;
  // Nothing of the request itself: it would stand on a locked screen.
  const options = { body, tag: 'request', icon: `${home}icons/icon-192.png`, badge: `${home}icons/icon-192.png` };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const open = async () => {
    const [window] = await self.clients.matchAll({ type: 'window' });
    if (window) await window.focus();
    else await self.clients.openWindow(home);
  };
  event.waitUntil(open());
});
