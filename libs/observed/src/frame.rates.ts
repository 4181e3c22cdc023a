import type { InterfaceFacts } from '@app/equipment';
import { counterRate, type CounterSample } from '@app/snmp';

const FRAMES = ['inErrors', 'outErrors', 'inDiscards', 'outDiscards'] as const;

/** Frames a second that were bad, or dropped though they were good; null where nobody can say. */
export interface FrameRates {
  readonly inErrorsPerSecond: number | null;
  readonly outErrorsPerSecond: number | null;
  readonly inDiscardsPerSecond: number | null;
  readonly outDiscardsPerSecond: number | null;
}

/** When an interface was counted. */
export interface CountedAt {
  readonly atMs: number;
  readonly sysUpTimeTicks: number | null;
}

/** The shortest frame of Ethernet with all around it: no more frames than octets / 84 fit through. */
const LEAST_OCTETS = 84;

/**
 * Counts of bad and dropped frames of one interface, and the rates between the last two. These counters have 32 bits (RFC 2863), and the
 * rules of octet counters hold for them too, with frames in the place of octets.
 */
export class FrameCounts {
  // Plain lists: mostly small whole numbers, which lie in the list itself, and a typed array of four costs 250 bytes beside its contents.
  private readonly counts: (number | null)[] = FRAMES.map(() => null);
  private readonly rates: (number | null)[] = FRAMES.map(() => null);
  private countedAt: CountedAt | null = null;

  get perSecond(): FrameRates {
    const [inErrorsPerSecond = null, outErrorsPerSecond = null, inDiscardsPerSecond = null, outDiscardsPerSecond = null] = this.rates;
    return { inErrorsPerSecond, outErrorsPerSecond, inDiscardsPerSecond, outDiscardsPerSecond };
  }

  note(before: InterfaceFacts, facts: InterfaceFacts, at: CountedAt): void {
    FRAMES.forEach((name, slot) => {
      const counter = facts.counters[name];
      const count = this.counts[slot] ?? null;
      const last = this.countedAt && sampleOf(before, this.countedAt, count === null ? null : BigInt(count));
      const rate = last && counterRate(last, sampleOf(facts, at, counter));
      this.rates[slot] = rate?.kind === 'rate' ? rate.octetsPerSecond : null;
      this.counts[slot] = counter === null || counter >= 2n ** 32n ? null : Number(counter);
    });
    this.countedAt = at;
  }
}

function sampleOf(facts: InterfaceFacts, { atMs, sysUpTimeTicks }: CountedAt, octets: bigint | null): CounterSample {
  return {
    ifName: facts.ifName ?? facts.ifDescr ?? String(facts.ifIndex),
    atMs,
    sysUpTimeTicks: sysUpTimeTicks ?? 0,
    discontinuityTicks: null,
    octets,
    counterBits: 32,
    speedBitsPerSecond: facts.speedBps === null ? null : facts.speedBps / LEAST_OCTETS,
  };
}
