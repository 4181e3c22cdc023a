// Installs and builds what is missing. Plain Node without packages: it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The folder may have a space in its name.
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const INSTALLED = join(ROOT, 'node_modules', '.nadi-installed');
const BUILT = join(ROOT, 'dist', '.built');
const SOURCES = ['apps', 'libs', 'dashboards/src'];
const say = (line) => process.stderr.write(`nadi: ${line}\n`);

/** Our own Node where npm brought one (Linux), else the one that runs this. */
export function nodeBinary() {
  const own = join(ROOT, 'node_modules', '.bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Node.js ${process.versions.node} is too old: 20.19 or newer is needed`);
    process.exit(1);
  }
  const digest = lockDigest();
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === digest) return;
  say('installing packages (once, about a minute) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (done.error || done.status !== 0) {
    say(
      `"npm ci" failed (${done.error?.message ?? `exit ${done.status}`}). Its messages are above; is the npm registry reachable and the disk not full?`,
    );
    process.exit(1);
  }
  writeFileSync(INSTALLED, digest);
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, entry.name === 'data' ? 0 : newestSource(path));
    else if (entry.name.endsWith('.ts')) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

export function ensureBuilt({ clean = false, quiet = true } = {}) {
  const newest = Math.max(statSync(join(ROOT, '.swcrc')).mtimeMs, ...SOURCES.map((folder) => newestSource(join(ROOT, folder))));
  if (!clean && existsSync(BUILT) && statSync(BUILT).mtimeMs > newest) return;
  if (!quiet) say('building …');
  if (clean) rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  const swc = join(ROOT, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const done = spawnSync(nodeBinary(), [swc, ...SOURCES, '-d', 'dist', '--quiet', '--ignore', '**/*.spec.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) {
    say('the build failed; its messages are above');
    process.exit(1);
  }
  writeFileSync(BUILT, '');
}
