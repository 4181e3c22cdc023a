import { type Address, addressAt, compareAddresses, parseRange } from './address.range.js';
import type { AllowedNetworks } from './allowed.networks.js';

/** What a run asks first. */
export interface SweepPlan {
  /** Asked by ICMP; whoever answers is asked by SNMP. */
  readonly swept: readonly Address[];
  /** Named one by one: asked by SNMP whether they answer to ICMP or not. */
  readonly seeds: readonly Address[];
  /** Passed over inside the ranges: no hosts, or never to be asked. */
  readonly skipped: number;
}

export type Planned =
  { readonly kind: 'planned'; readonly plan: SweepPlan } | { readonly kind: 'refused'; readonly problems: readonly RangeProblem[] };

export interface RangeProblem {
  readonly index: number;
  readonly reason: string;
}

/** A whole /16: at the default pace swept in five minutes. */
export const MOST_SWEPT = 65_536;

/**
 * Turns ranges into addresses, each once. A range that reaches beyond what may be asked is refused whole, not trimmed: whoever wrote it
 * expects all of it to be looked at.
 */
export function planSweep(ranges: readonly string[], realm: string, allowed: AllowedNetworks): Planned {
  const problems: RangeProblem[] = [];
  const swept = new Map<string, Address>();
  const seeds = new Map<string, Address>();
  let skipped = 0;
  let room = MOST_SWEPT;
  ranges.forEach((text, index) => {
    const refuse = (reason: string) => void problems.push({ index, reason });
    const parsed = parseRange(text);
    if (parsed.kind === 'refused') return refuse(parsed.reason);
    const { family, first, last } = parsed.value;
    const isSeed = first === last && !text.includes('/');
    if (last - first >= BigInt(room)) return refuse(`makes more than ${MOST_SWEPT} addresses in one run`);
    room -= Number(last - first) + 1;
    const isNetwork = text.includes('/') && family === 4 && last - first >= 3n;
    for (let value = first; value <= last; value += 1n) {
      const address = addressAt(family, value);
      const verdict = allowed.judgeAddress(realm, address);
      if (verdict.kind === 'allowed' && !(isNetwork && (value === first || value === last))) {
        (isSeed ? seeds : swept).set(address.text, address);
        continue;
      }
      if (verdict.kind === 'refused' && (isSeed || verdict.reason.startsWith('is in none')))
        return refuse(`${address.text} ${verdict.reason}`);
      skipped += 1;
    }
    return undefined;
  });
  if (problems.length > 0) return { kind: 'refused', problems };
  for (const text of seeds.keys()) swept.delete(text);
  const sorted = (all: ReadonlyMap<string, Address>) => [...all.values()].sort(compareAddresses);
  return { kind: 'planned', plan: { swept: sorted(swept), seeds: sorted(seeds), skipped } };
}
