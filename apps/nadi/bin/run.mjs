// Runs the compiled command line in a child on our own Node, handing signals and the exit code through.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, ROOT } from './prepare.mjs';

// A young generation of 16 MB a half instead of 64, and an old one that grows by a fifth until it is swept: on a machine with much memory
// Node would let a city of 100,000 cameras grow to twice what it needs.
const NODE_FLAGS = [
  '--enable-source-maps',
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=16',
  '--heap-growing-percent=20',
];

export function runNadi(args) {
  const main = join(ROOT, 'dist', 'apps', 'nadi', 'src', 'main.js');
  const child = spawn(nodeBinary(), [...NODE_FLAGS, main, ...args], {
    // The channel tells the child that we are gone, even when we are killed.
    // Two pools of the allocator instead of one a core and thread: what PostgreSQL's answers leave behind is used again.
    env: { MALLOC_ARENA_MAX: '2', ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`nadi: cannot start ${nodeBinary()}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
