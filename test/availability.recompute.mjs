// Recomputes the figures of an availability export from its log alone, second by second counted by subtraction, and says where they differ.
// Written from the format in libs/availability/README.md and from nothing of the product: node test/availability.recompute.mjs FILE
import { readFileSync } from 'node:fs';

const CLOCKS = ['UP', 'OWN', 'UPSTREAM', 'POWER', 'MAINTENANCE', 'UNOBSERVED'];
const [head, ...objects] = readFileSync(process.argv[2], 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The parts of a stretch that count: by daylight, 06.00 to 18.00 in Jakarta of each day that it touches. */
function counted(from, to) {
  if (head.hours === 'ALL') return [[from, to]];
  const parts = [];
  for (let dawn = Math.floor((from + 25200) / 86400) * 86400 - 25200 + 21600 - 86400; dawn < to; dawn += 86400)
    if (Math.min(to, dawn + 43200) > Math.max(from, dawn)) parts.push([Math.max(from, dawn), Math.min(to, dawn + 43200)]);
  return parts;
}

/** Seconds of a stretch in which nobody watched. */
function blind(from, to) {
  return head.gaps.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0);
}

let differing = 0;
for (const { code, changes, seconds } of objects) {
  const sums = Object.fromEntries(CLOCKS.map((name) => [name, 0]));
  const turns = [[head.from, 5], ...changes.map(([at, clock]) => [Math.max(at, head.from), clock]), [head.to, 5]];
  for (let i = 0; i + 1 < turns.length; i++)
    for (const [from, to] of counted(turns[i][0], Math.min(turns[i + 1][0], head.to))) {
      if (to <= from) continue;
      const unwatched = blind(from, to);
      sums[CLOCKS[turns[i][1]]] += to - from - unwatched;
      sums.UNOBSERVED += unwatched;
    }
  if (CLOCKS.every((name) => sums[name] === seconds[name])) continue;
  differing += 1;
  console.log(`${code}: recomputed ${JSON.stringify(sums)}, told ${JSON.stringify(seconds)}`);
}
console.log(`${objects.length} objects, ${differing} differ`);
process.exitCode = differing > 0 ? 1 : 0;
