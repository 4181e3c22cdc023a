import type { LinkRow } from '../topology.document.js';
import type { PlainNetwork } from './plain.network.js';

/** What two ways share at the least, and how many links they have then: each more important than the next. */
export type PlainCost = readonly [sharedLinks: number, sharedDevices: number, links: number];

interface PlainPath {
  readonly links: readonly string[];
  readonly devices: readonly string[];
}

/** The cost of the best pair of ways from a device to any of some others, by trying each pair; null where there is no way. */
export function plainBestPair({ document }: PlainNetwork, from: string, targets: readonly string[]): PlainCost | null {
  const paths: PlainPath[] = [];
  const walk = (devices: readonly string[], links: readonly LinkRow[]) => {
    const at = devices.at(-1)!;
    if (targets.includes(at)) {
      paths.push({ links: links.map(({ code }) => code), devices });
      return;
    }
    for (const link of document.links) {
      const next = link.a.device === at ? link.z.device : link.z.device === at ? link.a.device : at;
      if (!devices.includes(next)) walk([...devices, next], [...links, link]);
    }
  };
  walk([from], []);
  let best: PlainCost | null = null;
  for (const first of paths) {
    for (const second of paths) {
      const cost = plainCost(first, second, targets.length > 1);
      if (best === null || isLess(cost, best)) best = cost;
    }
  }
  return best;
}

export function plainCost(first: PlainPath, second: PlainPath, countsEnd: boolean): PlainCost {
  const between = ({ devices }: PlainPath) => devices.slice(1, countsEnd ? undefined : -1);
  const both = (one: readonly string[], other: readonly string[]) => one.filter((each) => other.includes(each)).length;
  return [both(first.links, second.links), both(between(first), between(second)), first.links.length + second.links.length];
}

function isLess(one: PlainCost, other: PlainCost): boolean {
  const at = one.findIndex((value, i) => value !== other[i]);
  return at >= 0 && one[at] < other[at];
}
