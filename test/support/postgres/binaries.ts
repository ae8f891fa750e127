import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const debianRoot = '/usr/lib/postgresql';

/**
 * The folder of PostgreSQL's programs (`initdb`, `postgres`): from the search path, else Debian's newest. When there is
 * none and we are root on Debian, its package is installed first, once however many test processes ask, and a line on
 * standard error says so.
 *
 * @throws Error with a sentence that says what to do.
 */
export function postgresBinaries(searchPath: string): string {
  const found = findBinaries(searchPath);
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) installPackage();
  const installed = findBinaries(searchPath);
  if (installed !== undefined) return installed;
  throw new Error(
    'These tests need PostgreSQL 15 or newer and found none. Install its server package (initdb and postgres on the ' +
      'PATH), or set PORCHLIGHT_TEST_POSTGRES to the address of a server where the tests may create databases, such as ' +
      'postgres://user:password@localhost/postgres.',
  );
}

function findBinaries(searchPath: string): string | undefined {
  return [...searchPath.split(delimiter), ...debianFolders()].find(
    (folder) => folder !== '' && isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres')),
  );
}

/** Newest version first. */
function debianFolders(): readonly string[] {
  if (!existsSync(debianRoot)) return [];
  return readdirSync(debianRoot)
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => join(debianRoot, version, 'bin'));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs under a lock, so it looks again first; and it keeps Debian from starting a server of its own. */
const installScript = `set -e
ls ${debianRoot}/*/bin/initdb >/dev/null 2>&1 && exit 0
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/porchlight.conf
apt-get -q update
DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install postgresql`;

function installPackage(): void {
  process.stderr.write("PostgreSQL is missing: installing Debian's package for the tests.\n");
  const command = ['/tmp/porchlight-postgres-install.lock', 'sh', '-c', installScript];
  const outcome = spawnSync('flock', command, { encoding: 'utf8' });
  if (outcome.status !== 0) process.stderr.write(`${outcome.stdout}${outcome.stderr}\n`);
}
