// npm run build:web: builds the web apps of src/web into dist/web, whole or not at all.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { root } from './toolchain.js';
import { builtWeb, buildInputs } from './web-apps.js';

const sources = join(root, 'src/web');
// Beside its place, and moved there when it is complete: a server that starts meanwhile finds the old one.
const draft = join(root, 'dist', `.web-${process.pid}`);
/** @type {Set<string>} */
const inputs = new Set(buildInputs);

/** Remembers which files went in. @type {import('vite').Plugin} */
const remembering = {
  name: 'porchlight-remembering',
  moduleParsed({ id }) {
    const path = relative(root, id.replace(/[?#].*$/, '').replace(/^\0/, ''));
    if (path.startsWith('src')) inputs.add(path.replaceAll('\\', '/'));
  },
};

/** The components say "use client", which means something to servers that render them, and nothing here. @type {import('rolldown').WarningHandlerWithDefault} */
const withoutDirectives = (warning, usual) => {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') usual(warning);
};

/**
 * Schemas in one file with what says that they are not compiled: in a file of their own they would be made before it has spoken,
 * since what a module imports runs first.
 */
const schemas = { name: 'schemas', test: /schemas-as-they-are|node_modules[\\/]zod|src[\\/]api[\\/]/ };

/** The console's colours and sizes as a style sheet: its pages may have no style elements. @type {import('vite').Plugin} */
const themeStyles = {
  name: 'porchlight-theme-styles',
  resolveId: (id) => (id === 'virtual:theme.css' ? '\0virtual:theme.css' : undefined),
  async load(id) {
    if (id !== '\0virtual:theme.css') return undefined;
    const { themeCss } = await import('../src/web/console/theme-css.ts');
    return themeCss();
  },
};

/** @param {string} app @param {import('vite').UserConfig} options */
async function buildApp(app, options) {
  await build({
    configFile: false,
    logLevel: 'warn',
    ...options,
    root: join(sources, app),
    plugins: [remembering, ...(options.plugins ?? [])],
    build: { target: 'safari16', outDir: join(draft, app), assetsInlineLimit: 0, emptyOutDir: true, ...options.build },
  });
}

/** Its worker keeps what was built just before, under a name that changes with any of it. @param {string} app */
async function buildServiceWorker(app) {
  const folder = join(draft, app);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  const digest = createHash('sha256');
  for (const name of files.sort()) digest.update(name).update(readFileSync(join(folder, name)));
  const addresses = files.map((name) => `/${app}/${name === 'index.html' ? '' : name.replaceAll('\\', '/')}`);
  await buildApp(app, {
    publicDir: false,
    define: {
      shellFiles: JSON.stringify(addresses),
      shellName: JSON.stringify(`${app}-${digest.digest('hex').slice(0, 16)}`),
    },
    build: {
      emptyOutDir: false,
      lib: {
        entry: 'service-worker/service-worker.ts',
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'service-worker.js',
      },
    },
  });
}

/** What runs inside of a page of the organisation, in the window of a Mac: one file, which is put into the page. @param {string} app */
async function buildInside(app) {
  const entry = 'page-window/inside.ts';
  if (!existsSync(join(sources, app, entry))) return;
  await buildApp(app, {
    publicDir: false,
    build: { emptyOutDir: false, lib: { entry, formats: ['iife'], name: 'inside', fileName: () => 'inside.js' } },
  });
}

/** Pictures and the like, which no module imports. @param {string} app */
function rememberPublic(app) {
  const folder = join(sources, app, 'public');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (statSync(join(folder, name)).isFile()) inputs.add(`src/web/${app}/public/${name}`.replaceAll('\\', '/'));
  }
}

try {
  // One file at an address that does not change: server-rendered pages name it.
  await buildApp('sign-in', {
    publicDir: false,
    build: {
      lib: { entry: 'script.ts', formats: ['iife'], name: 'signIn', fileName: () => 'script.js' },
    },
  });
  await buildApp('authenticator', { base: '/authenticator/', build: { modulePreload: { polyfill: false } } });
  await buildServiceWorker('authenticator');
  await buildApp('console', {
    base: '/console/',
    plugins: [themeStyles],
    build: {
      modulePreload: { polyfill: false },
      rolldownOptions: { onwarn: withoutDirectives, output: { codeSplitting: { groups: [schemas] } } },
    },
  });
  rememberPublic('console');
  rememberPublic('authenticator');
  await buildApp('mac', { base: '/', build: { modulePreload: { polyfill: false } } });
  await buildInside('mac');
  rememberPublic('mac');
  /** @type {Record<string, string>} */
  const digests = {};
  for (const path of [...inputs].sort()) {
    digests[path] = createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
  }
  writeFileSync(join(draft, 'inputs.json'), JSON.stringify(digests, undefined, 1));
  mkdirSync(builtWeb, { recursive: true });
  rmSync(builtWeb, { recursive: true });
  renameSync(draft, builtWeb);
} finally {
  rmSync(draft, { recursive: true, force: true });
}
