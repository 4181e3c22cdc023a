import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = new URL('../..', import.meta.url).pathname;
const APART = join(ROOT, 'dist-e2e');

/** The compiled product; made apart where nobody has built it. */
export function built(): string {
  if (existsSync(join(ROOT, 'dist', 'apps/lab/src/host/lab.host.js'))) return join(ROOT, 'dist');
  const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const done = spawnSync(process.execPath, [swc, 'apps', 'libs', '-d', 'dist-e2e', '--quiet', '--ignore', '**/*.spec.ts'], { cwd: ROOT });
  if (done.status !== 0) throw new Error(`the build failed: ${String(done.stderr)}`);
  return APART;
}

export function clearBuilt(): void {
  rmSync(APART, { recursive: true, force: true });
}
