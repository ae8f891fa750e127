/**
 * The house rules that a compiler does not check: which way imports point, who may know whom, what a file is like. Each
 * rule is a table above and one test below. An exception is a line in a table with its reason, never a silence.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

type Layer = 'protocol' | 'api' | 'runtime' | 'server' | 'mac' | 'apple' | 'notes' | 'phone' | 'web' | 'cli';

/** What the product files of a layer may import from other layers. */
const layers: Readonly<Record<Layer, readonly Layer[]>> = {
  protocol: [],
  api: ['protocol'],
  runtime: ['protocol'],
  server: ['protocol', 'api', 'runtime'],
  mac: ['protocol', 'runtime'],
  apple: ['protocol', 'runtime'],
  notes: ['protocol', 'runtime'],
  phone: ['protocol', 'api'],
  web: ['protocol', 'api', 'phone'],
  cli: ['protocol', 'api', 'runtime', 'phone'],
};

/** Files of the command line that are programs of their own and so put layers together. */
const programs: readonly { readonly files: RegExp; readonly may: readonly Layer[]; readonly reason: string }[] = [
  { files: /^src\/cli\/mac\//, may: ['mac'], reason: 'plays the virtual Mac in its own process, by HTTP only' },
  {
    files: /^src\/cli\/desk(?:\/|\.ts$)/,
    may: ['mac'],
    reason: 'the desk: plays Macs in a process of its own, for a browser',
  },
  { files: /^src\/cli\/tour(?:\/|\.ts$)/, may: ['mac'], reason: 'tells the story of three virtual Macs' },
  { files: /^src\/cli\/tour\/own-server\.ts$/, may: ['server'], reason: 'starts a server where none listens' },
  { files: /^src\/cli\/start(?:\/|\.ts$)/, may: ['server'], reason: 'npm start: starts the server' },
  { files: /^src\/cli\/apple\//, may: ['apple'], reason: 'starts simulated Apple in its own process' },
  { files: /^src\/cli\/notes\//, may: ['notes'], reason: 'starts the demonstration application in its own process' },
  { files: /^src\/cli\/laboratory\.ts$/, may: ['server', 'apple'], reason: 'the simulated Apple of a laptop' },
];

/** The public files of each feature of the server; everything else is its own business. */
const publicFiles: Readonly<Record<string, readonly string[]>> = {
  account: ['feature.ts'],
  ade: ['feature.ts'],
  alerts: ['feature.ts'],
  admin: ['admin.ts', 'access/access.ts', 'access/local-token.ts'],
  applications: ['feature.ts'],
  audit: ['audit.ts'],
  authenticator: ['feature.ts', 'push/web-push-sender.ts'],
  authority: [
    'device-identities/device-identities.ts',
    'device-identities/feature.ts',
    'local-tls.ts',
    'profile-signer.ts',
    'unlock-certificate.ts',
  ],
  branding: ['feature.ts'],
  'certificate-sign-in': ['feature.ts'],
  console: ['feature.ts'],
  'device-attestations': ['feature.ts'],
  directory: [
    'directory.ts',
    'directory-administration.ts',
    'directory-error.ts',
    'feature.ts',
    'names.ts',
    'smart-cards/card-administration.ts',
  ],
  doctor: ['feature.ts', 'live/https-prober.ts'],
  enrollment: ['feature.ts'],
  factors: ['feature.ts'],
  http: ['browser-name.ts', 'budget.ts', 'fetch-revocation-list.ts', 'person-session.ts', 'server.ts'],
  metrics: ['listener.ts', 'metrics.ts'],
  keys: ['master-key-file.ts', 'master-keys.ts', 'sealer.ts', 'stored-key.ts'],
  mdm: [
    'feature.ts',
    'management.ts',
    'push/apns-sender.ts',
    'push/push-certificates.ts',
    'push/push-sender.ts',
    'settings.ts',
  ],
  openid: ['feature.ts'],
  pages: ['buttons.ts', 'change-password-form.ts', 'page.ts', 'sent-form.ts'],
  passkeys: ['account-section.ts', 'feature.ts'],
  policy: ['feature.ts', 'purpose.ts'],
  'platform-sso': ['administration.ts', 'feature.ts', 'first-login-policy.ts', 'refusal-sentence.ts', 'settings.ts'],
  'mac-standing': ['feature.ts', 'mac-changes.ts', 'mac-state.ts'],
  'mac-timeline': ['feature.ts'],
  setup: ['feature.ts'],
  'sign-in': ['feature.ts'],
  'sign-in-plan': ['feature.ts'],
  store: ['database.ts', 'store-error.ts', 'open.ts', 'migrations/migrate.ts'],
  'web-assets': ['feature.ts'],
};

/** What only some files may know, since all others take it as an argument. */
const adapters: readonly { readonly name: string; readonly pattern: RegExp; readonly knownTo: RegExp }[] = [
  {
    name: 'an engine of the store',
    pattern: /from '[^']*(?:sqlite|postgres)\/[\w-]+\.ts'/,
    knownTo: /^src\/server\/store\/open\.ts$/,
  },
  {
    name: 'the opening of a store',
    pattern: /from '[^']*\/store\/open\.ts'/,
    knownTo: /^src\/server\/compose\.ts$/,
  },
  {
    name: 'the system clock or random source',
    pattern: /\b(?:systemClock|systemRandom)\b/,
    knownTo: /^src\/(?:runtime\/(?:clock|random)|server\/compose)\.ts$|^src\/cli\//,
  },
  {
    name: 'ambient time',
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    knownTo: /^src\/(?:runtime\/clock|web\/[\w-]+\/surroundings)\.ts$/,
  },
  {
    name: 'ambient randomness',
    pattern: /\bMath\.random\(|\brandom(?:Bytes|UUID|Int)\(|\bgetRandomValues\(/,
    // Names of drafts beside a file, which no behaviour depends on; a generated password at the terminal.
    knownTo:
      /^src\/(?:runtime\/random|web\/[\w-]+\/surroundings|server\/authority\/secret-file|mac\/home\/whole-file|cli\/secret)\.ts$/,
  },
  {
    name: 'the environment',
    pattern: /\bprocess\.env\b/,
    // The server's is parsed by config.ts, which the program hands it to.
    knownTo: /^src\/cli\/(?:settings|start)\.ts$/,
  },
];

/** Files that may be longer than 400 lines. Empty is best; a line here says why the file is one thing. */
const longFiles: ReadonlyMap<string, string> = new Map();

/** Circles of types alone, which Node.js never sees; each by its first file and its last. */
const typeCircles: ReadonlyMap<string, string> = new Map([
  [
    'src/mac/mac-state.ts <- src/mac/secure-enclave/seal.ts',
    'the state names the shape of a quirk, quirks take the sealer, and the sealer names the shape of what is sealed',
  ],
  ['src/mac/virtual-mac.ts <- src/mac/mac-acts.ts', 'the acts take the arguments that the public face describes'],
  ['src/cli/mac/surroundings.ts <- src/cli/mac/macs.ts', 'the makers have the type that the surroundings ask for'],
]);

const forbiddenNames = /^(?:utils?|helpers?|commons?|managers?|misc|shared)$|-(?:utils?|helpers?|manager)$/;

interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Paths from the root of what it imports here, and bare names of what it imports from elsewhere. */
  readonly imports: readonly string[];
  /** Those of them that are there when the program runs. */
  readonly runtimeImports: readonly string[];
}

/** Module specifiers of a text: imports, re-exports, dynamic imports and types, one line or many. */
function specifiersOf(text: string): string[] {
  const patterns = [
    /^import\s+(?:type\s+)?[^;'"]*?\bfrom\s+'([^']+)'/gm,
    /^import\s+'([^']+)'/gm,
    /^export\s+(?:type\s+)?(?:\*|\{)[^;'"]*?\bfrom\s+'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'/g,
  ];
  return patterns.flatMap((pattern) => Array.from(text.matchAll(pattern), ([, name = '']) => name));
}

function resolved(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
  if (specifier.startsWith('#test/')) return specifier.slice(1);
  return specifier.startsWith('#') ? `src/${specifier.slice(1)}` : specifier;
}

function sourceOf(path: string, text: string): SourceFile {
  const namesOf = (code: string) => specifiersOf(code).map((specifier) => resolved(path, specifier));
  const running = text.replaceAll(/^(?:import|export)\s+type\s[^;]*;/gm, '');
  return { path, text, imports: namesOf(text), runtimeImports: namesOf(running) };
}

/** Tests and what only tests use: contract suites and fakes beside the source. */
function isTestCode({ path }: Pick<SourceFile, 'path'>): boolean {
  return /\.test\.tsx?$|\/(?:contract|testing)\//.test(path);
}

function layerOf(path: string): Layer | undefined {
  const name = /^src\/([\w-]+)\//.exec(path)?.[1];
  return name !== undefined && name in layers ? (name as Layer) : undefined;
}

function featureOf(path: string): string | undefined {
  return /^src\/server\/([\w-]+)\//.exec(path)?.[1];
}

const files = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .map((path) => sourceOf(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')))
  .toSorted((left, right) => left.path.localeCompare(right.path));
const product = files.filter((file) => !isTestCode(file));

function mayImport(file: SourceFile, from: Layer, to: Layer): boolean {
  if (from === to || layers[from].includes(to)) return true;
  return programs.some((program) => program.files.test(file.path) && program.may.includes(to));
}

function upwardImports(of: readonly SourceFile[]): string[] {
  return of.flatMap((file) => {
    const from = layerOf(file.path);
    if (from === undefined) return [`${file.path} is in no layer`];
    return file.imports.flatMap((target) => {
      const to = layerOf(target);
      return to === undefined || mayImport(file, from, to) ? [] : [`${file.path} imports ${target}`];
    });
  });
}

function privateImports(of: readonly SourceFile[]): string[] {
  return of.flatMap((file) =>
    file.imports.flatMap((target) => {
      const feature = featureOf(target);
      if (feature === undefined || feature === featureOf(file.path)) return [];
      const isPublic = (publicFiles[feature] ?? []).some((name) => target === `src/server/${feature}/${name}`);
      return isPublic ? [] : [`${file.path} imports ${target}, which is not a public file of ${feature}`];
    }),
  );
}

/** Circles of imports, each by the file that it begins with and the one that closes it. */
function circles(of: readonly SourceFile[], which: 'imports' | 'runtimeImports'): string[] {
  const byPath = new Map(of.map((file) => [file.path, file[which]]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`${path} <- ${trail.at(-1) ?? path}`);
    if (start >= 0 || done.has(path)) return;
    for (const target of byPath.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of of) visit(path, []);
  return found;
}

/** Exports without a doc comment just before them. A re-export is documented where it is declared. */
function undocumentedExports({ path, text }: SourceFile): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!/^export (?:abstract |async |declare )?(?:const|let|function\*?|class|interface|type) \w/.test(line))
      return [];
    const isOverload = /^export (?:async )?function/.test(lines[index - 1] ?? '');
    return isOverload || /\*\/\s*$/.test(lines[index - 1] ?? '') ? [] : [`${path}:${index + 1} ${line}`];
  });
}

test('the tree is read whole: every layer that exists has product files', () => {
  const seen = new Set(product.map(({ path }) => layerOf(path)));
  assert.deepEqual(
    ['protocol', 'api', 'runtime', 'server', 'mac', 'apple', 'phone', 'web', 'cli'].filter(
      (name) => !seen.has(name as Layer),
    ),
    [],
  );
  assert.ok(product.length > 300, `only ${product.length} files were found`);
});

test('the scanner sees imports, re-exports, types and dynamic imports, on one line or many', () => {
  const text = [
    "import { a } from '#protocol/a.ts';",
    "import type {\n  B,\n} from './b.ts';",
    "export { c } from '../c.ts';",
    "export type * from './d.ts';",
    "import './e.ts';",
    "const f = () => import('#mac/f.ts');",
    "type G = import('./g.ts').G;",
    "const text = 'not from here';",
  ].join('\n');
  assert.deepEqual(sourceOf('src/server/x/y.ts', text).imports.toSorted(), [
    'src/mac/f.ts',
    'src/protocol/a.ts',
    'src/server/c.ts',
    'src/server/x/b.ts',
    'src/server/x/d.ts',
    'src/server/x/e.ts',
    'src/server/x/g.ts',
  ]);
});

test('the rules refuse what they are there to refuse', () => {
  const up = sourceOf('src/protocol/x.ts', "import { a } from '#server/main.ts';");
  assert.equal(upwardImports([up]).length, 1);
  const inside = sourceOf('src/server/admin/x.ts', "import { a } from '#server/directory/users/store.ts';");
  assert.equal(privateImports([inside]).length, 1);
  const circle = [
    sourceOf('src/api/a.ts', "import type { B } from './b.ts';"),
    sourceOf('src/api/b.ts', "import { a } from './a.ts';"),
  ];
  assert.deepEqual(circles(circle, 'imports'), ['src/api/a.ts <- src/api/b.ts']);
  assert.deepEqual(circles(circle, 'runtimeImports'), []);
  assert.equal(undocumentedExports(sourceOf('src/api/a.ts', 'const a = 1;\nexport const b = 2;')).length, 1);
  assert.match('request-utils', forbiddenNames);
  const ambient = [
    "import { openSqlite } from '#server/store/sqlite/sqlite-database.ts';",
    "import { openDatabase } from '../store/open.ts';",
    'const clock = systemClock;',
    'const now = Date.now();',
    'const dice = Math.random();',
    "const home = process.env['HOME'];",
  ];
  for (const [index, line] of ambient.entries()) {
    const { pattern, knownTo } = adapters[index] ?? assert.fail();
    assert.match(line, pattern);
    assert.doesNotMatch('src/server/directory/feature.ts', knownTo);
  }
});

test('every exception names files that exist', () => {
  const unused = programs.filter((program) => !product.some(({ path }) => program.files.test(path)));
  assert.deepEqual(
    unused.map(({ reason }) => reason),
    [],
  );
  const named = [...longFiles.keys(), ...[...typeCircles.keys()].flatMap((circle) => circle.split(' <- '))];
  const paths = new Set(files.map(({ path }) => path));
  assert.deepEqual(
    named.filter((path) => !paths.has(path)),
    [],
  );
});

test('imports point one way: protocol <- api <- server, web, cli; protocol, runtime <- mac, apple', () => {
  assert.deepEqual(upwardImports(product), []);
});

test('the virtual Mac and the server never import each other, not even in their tests', () => {
  const found = files.flatMap(({ path, imports }) => {
    const layer = layerOf(path);
    if (layer !== 'mac' && layer !== 'server') return [];
    const stranger = layer === 'mac' ? 'server' : 'mac';
    return imports.filter((target) => layerOf(target) === stranger).map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(found, []);
});

test('product files import nothing that only tests use', () => {
  const testOnly = product.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith('test/') || isTestCode({ path: target }))
      .map((target) => `${path} imports ${target}`),
  );
  assert.deepEqual(testOnly, []);
});

test('protocol, api and phone are pure: nothing of Node.js, and of packages only the schemas of the interface', () => {
  const pure = product.filter(({ path }) => /^src\/(?:protocol|api|phone)\//.test(path));
  const outside = pure.flatMap(({ path, imports }) =>
    imports
      .filter((target) => !target.startsWith('src/') && !(target === 'zod' && !path.startsWith('src/protocol/')))
      .map((target) => `${path} imports ${target}`),
  );
  assert.deepEqual(outside, []);
});

test('a feature of the server reaches another only through its public files', () => {
  assert.deepEqual(privateImports(product), []);
});

test('every public file of a feature exists', () => {
  const paths = new Set(files.map(({ path }) => path));
  const named = Object.entries(publicFiles).flatMap(([feature, names]) =>
    names.map((name) => `src/server/${feature}/${name}`),
  );
  assert.deepEqual(
    named.filter((path) => !paths.has(path)),
    [],
  );
});

test('no import leads back to where it came from', () => {
  assert.deepEqual(circles(product, 'runtimeImports'), []);
});

test('types lead in circles only where a reason is written down', () => {
  const found = circles(product, 'imports').filter((circle) => !typeCircles.has(circle));
  assert.deepEqual(found, []);
});

for (const { name, pattern, knownTo } of adapters) {
  test(`${name} is known only where things are put together`, () => {
    const found = product
      .filter(({ path, text }) => !knownTo.test(path) && pattern.test(withoutComments(text)))
      .map(({ path }) => path);
    assert.deepEqual(found, []);
  });
}

test('every export says in a doc comment what it is', () => {
  assert.deepEqual(
    product.flatMap((file) => undocumentedExports(file)),
    [],
  );
});

test('exports have names: none is a default, none passes a whole file on', () => {
  // Pages of the console are loaded one by one, as React's `lazy` wants it: by a default export.
  const named = product.filter(({ path }) => !/^src\/web\/console\/pages\/.+\.tsx$/.test(path));
  const found = named.filter(({ text }) => /^export (?:default\b|\* from)/m.test(text)).map(({ path }) => path);
  assert.deepEqual(found, []);
});

test('no file has more than 400 lines', () => {
  const found = files
    .filter(({ path, text }) => text.split('\n').length > 401 && !longFiles.has(path))
    .map(({ path, text }) => `${path}: ${text.split('\n').length} lines`);
  assert.deepEqual(found, []);
});

test('names are kebab-case and say what a thing is: no utils, helpers, common or manager', () => {
  const found = files.filter(({ path }) => {
    const parts = [...dirname(path).split('/'), basename(path).replace(/(?:\.test|\.d)?\.tsx?$/, '')];
    return parts.some((part) => forbiddenNames.test(part) || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part));
  });
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?<=^|\s)\/\/[^\n]*/g, '');
}
