// `npm audit` is not answered by every registry. These are the lowest versions without the holes named beside them.
import { readFileSync } from 'node:fs';

const MINIMUM = {
  typeorm: ['1.1.0', 'CVE-2022-33171, CVE-2026-73651'],
  '@apollo/server': ['5.5.0', 'CSRF prevention on by default, batching off'],
  ws: ['8.17.1', 'CVE-2024-37890'],
  graphql: ['16.8.1', 'CVE-2023-26144'],
  'class-validator': ['0.14.0', 'CVE-2019-18413'],
  pg: ['8.20.0', 'supported line'],
};
const FORBIDDEN = { ip: 'CVE-2024-29415, unfixed' };

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const number = (version) => version.split('-')[0].split('.').map(Number);
const older = (a, b) => {
  const [x, y] = [number(a), number(b)];
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return x[i] < y[i];
  return false;
};
const problems = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = path.replace(/^.*node_modules\//, '');
  if (name in FORBIDDEN) problems.push(`${path}: forbidden (${FORBIDDEN[name]})`);
  if (name in MINIMUM && older(entry.version, MINIMUM[name][0]))
    problems.push(`${path}: ${entry.version} is older than ${MINIMUM[name][0]} (${MINIMUM[name][1]})`);
  if (entry.resolved) problems.push(`${path}: the lock names a download address; set omit-lockfile-registry-resolved=true`);
}
for (const name of Object.keys(MINIMUM)) if (!(`node_modules/${name}` in lock.packages)) problems.push(`${name}: not in the lock`);
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${Object.keys(MINIMUM).length} pinned minimum versions checked, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);
