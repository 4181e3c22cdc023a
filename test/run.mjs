// `npm test`: installs what is missing and runs every check that can run here; says plainly what it skipped and why.
// `--quick`: without the whole-system tests. NADI_TEST_REQUIRE_ALL=1 (as .ci/run sets it): a check that cannot run fails instead.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeBinary, ROOT } from '../apps/nadi/bin/prepare.mjs';

const quick = process.argv.includes('--quick');
const requireAll = process.env.NADI_TEST_REQUIRE_ALL === '1';
const PATH = [join(ROOT, 'node_modules', '.bin'), process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);
const results = [];
const notRun = [];

function run(name, command, args) {
  process.stdout.write(`\n=== ${name}\n`);
  const started = Date.now();
  const done = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH, NODE_OPTIONS: '' } });
  results.push({ name, ok: done.status === 0, seconds: (Date.now() - started) / 1000 });
}

/** Runs one project of jest, and gathers which of its tests did not run. */
function runJest(name, project, ...more) {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-jest-'));
  const report = join(folder, 'report.json');
  run(name, node, [...jest, '--selectProjects', project, ...more, '--json', `--outputFile=${report}`]);
  if (existsSync(report)) {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { assertionResults } of testResults)
      for (const { status, fullName } of assertionResults) if (status === 'pending') notRun.push(fullName);
  }
  rmSync(folder, { recursive: true });
}

function has(program) {
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

const modules = (path) => join(ROOT, 'node_modules', path);
ensureInstalled();
ensureBuilt({ clean: true, quiet: false });
const node = nodeBinary();
run('format', node, [modules('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '{apps,libs,test,dashboards}/**/*.{ts,mjs}']);
run('types', node, [modules('typescript-native/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']);
run('lint', node, [modules('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', 'apps', 'libs', 'test', 'dashboards/src']);
run('rooms', node, [
  modules('dependency-cruiser/bin/dependency-cruiser.mjs'),
  '--config',
  '.dependency-cruiser.cjs',
  'apps',
  'libs',
  'dashboards/src',
]);
run('pinned minimum versions', node, ['test/minimum-versions.mjs']);
// A copy without its history (an archive) is no place to look for what was once committed.
if (existsSync(join(ROOT, '.git'))) run('secret scan', node, ['test/secret-scan.mjs']);
else notRun.push('secret scan: there is no git history here');

const peers = {
  prometheus: 'Prometheus',
  promtool: 'promtool',
  'prometheus-alertmanager': 'Alertmanager',
  snmpd: 'snmpd',
  fping: 'fping',
  chromium: 'Chromium',
};
const missing = Object.keys(peers).filter((program) => !has(program));
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', modules('jest/bin/jest.js')];
// Two at a time, or each takes a quarter of an hour: left to itself jest keeps one of two cores for nobody, and the others wait for a city most of their time.
const TWO = '--maxWorkers=2';
runJest('unit tests', 'unit', TWO);
if (!quick) runJest('whole-system tests', 'e2e', TWO);

process.stdout.write('\n=== summary\n');
for (const { name, ok, seconds } of results) process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`);
process.stdout.write('not run: npm audit (the registry in use may not answer it); the pinned minimum versions were checked instead\n');
for (const program of missing) {
  process.stdout.write(
    `${requireAll ? 'FAILED' : 'skipped'}: tests against a real ${peers[program]}: "${program}" is not installed (Debian: apt-get install ${program})\n`,
  );
}
// Some tests need root to run a second user beside it; for anybody else they are no checks that should run.
const wantsEvery = requireAll && process.getuid?.() === 0;
for (const name of notRun) process.stdout.write(`${wantsEvery ? 'FAILED' : 'skipped'}: ${name}\n`);
const failed = results.filter(({ ok }) => !ok).length + (requireAll ? missing.length : 0) + (wantsEvery ? notRun.length : 0);
process.stdout.write(`${results.length - results.filter(({ ok }) => !ok).length} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
