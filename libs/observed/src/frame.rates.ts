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
  private readonly counts = new Float64Array(FRAMES.length).fill(NaN);
  private readonly rates = new Float64Array(FRAMES.length).fill(NaN);
  private countedAt: CountedAt | null = null;

  get perSecond(): FrameRates {
    const [inErrors, outErrors, inDiscards, outDiscards] = Array.from(this.rates, (rate) => (Number.isNaN(rate) ? null : rate));
    return {
      inErrorsPerSecond: inErrors,
      outErrorsPerSecond: outErrors,
      inDiscardsPerSecond: inDiscards,
      outDiscardsPerSecond: outDiscards,
    };
  }

  note(before: InterfaceFacts, facts: InterfaceFacts, at: CountedAt): void {
    FRAMES.forEach((name, slot) => {
      const counter = facts.counters[name];
      const last = this.countedAt && sampleOf(before, this.countedAt, Number.isNaN(this.counts[slot]) ? null : BigInt(this.counts[slot]));
      const rate = last && counterRate(last, sampleOf(facts, at, counter));
      this.rates[slot] = rate?.kind === 'rate' ? rate.octetsPerSecond : NaN;
      this.counts[slot] = counter === null || counter >= 2n ** 32n ? NaN : Number(counter);
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
