import type { InterfaceFacts } from '@app/equipment';
import { counterRate, type CounterSample } from '@app/snmp';

/** Frames a second that were bad, or dropped though they were good; null where nobody can say. */
export interface FrameRates {
  readonly inErrorsPerSecond: number | null;
  readonly outErrorsPerSecond: number | null;
  readonly inDiscardsPerSecond: number | null;
  readonly outDiscardsPerSecond: number | null;
}

/** One document's view of an interface, and when it was told. */
export interface FrameSample {
  readonly facts: InterfaceFacts;
  readonly atMs: number;
  readonly sysUpTimeTicks: number | null;
}

/** The shortest frame of Ethernet with all around it: no more frames than octets / 84 fit through. */
const LEAST_OCTETS = 84;

/** These counters have 32 bits (RFC 2863), and the rules of octet counters hold for them too, with frames in the place of octets. */
export function frameRates(before: FrameSample, next: FrameSample): FrameRates {
  const rate = (name: 'inErrors' | 'outErrors' | 'inDiscards' | 'outDiscards') => {
    const found = counterRate(sampleOf(before, name), sampleOf(next, name));
    return found.kind === 'rate' ? found.octetsPerSecond : null;
  };
  return {
    inErrorsPerSecond: rate('inErrors'),
    outErrorsPerSecond: rate('outErrors'),
    inDiscardsPerSecond: rate('inDiscards'),
    outDiscardsPerSecond: rate('outDiscards'),
  };
}

function sampleOf({ facts, atMs, sysUpTimeTicks }: FrameSample, name: keyof InterfaceFacts['counters']): CounterSample {
  return {
    ifName: facts.ifName ?? facts.ifDescr ?? String(facts.ifIndex),
    atMs,
    sysUpTimeTicks: sysUpTimeTicks ?? 0,
    discontinuityTicks: null,
    octets: facts.counters[name],
    counterBits: 32,
    speedBitsPerSecond: facts.speedBps === null ? null : facts.speedBps / LEAST_OCTETS,
  };
}
