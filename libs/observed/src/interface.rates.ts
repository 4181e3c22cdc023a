import type { InterfaceReading } from '@app/probing';
import { counterRate, type CounterSample } from '@app/snmp';

/** What an interface carries, bits a second; null where nobody can say, with the reason. */
export interface InterfaceRate {
  readonly receiveBitsPerSecond: number | null;
  readonly transmitBitsPerSecond: number | null;
  /** Why a rate is missing; null where none is. */
  readonly reason: string | null;
}

/** One reading of a device's interfaces, as far as rates need it. */
export interface CounterReading {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly sysUpTimeTicks: number;
  readonly interfaces: readonly InterfaceReading[];
}

const FIRST: InterfaceRate = { receiveBitsPerSecond: null, transmitBitsPerSecond: null, reason: 'read once only' };

/** The newest counters of one device's interfaces, and the rates between the last two readings. */
export class InterfaceRates {
  private reading: CounterReading | null = null;
  private rates: readonly InterfaceRate[] = [];
  private positions = new Map<number, number>();

  get readAtMs(): number | null {
    return this.reading?.atMs ?? null;
  }

  note(next: CounterReading): void {
    const before = this.reading;
    this.rates = next.interfaces.map((reading) => {
      const was = before && before.interfaces[this.positions.get(reading.ifIndex) ?? -1];
      return was ? rateOf([was, before], [reading, next]) : FIRST;
    });
    if (!before || !isSameOrder(before.interfaces, next.interfaces))
      this.positions = new Map(next.interfaces.map(({ ifIndex }, at) => [ifIndex, at]));
    this.reading = next;
  }

  /** The newest of one interface; null where its number was not read, or named another one. */
  of(ifIndex: number, name: string): { readonly reading: InterfaceReading; readonly rate: InterfaceRate } | null {
    const at = this.positions.get(ifIndex) ?? -1;
    const reading = this.reading?.interfaces[at];
    return reading && reading.ifName === name ? { reading, rate: this.rates[at] } : null;
  }
}

function isSameOrder(before: readonly InterfaceReading[], next: readonly InterfaceReading[]): boolean {
  return before.length === next.length && before.every(({ ifIndex }, at) => ifIndex === next[at].ifIndex);
}

type Told = readonly [InterfaceReading, CounterReading];

function rateOf(before: Told, next: Told): InterfaceRate {
  const receive = counterRate(sampleOf(before, before[0].receiveBytes), sampleOf(next, next[0].receiveBytes));
  const transmit = counterRate(sampleOf(before, before[0].transmitBytes), sampleOf(next, next[0].transmitBytes));
  return {
    receiveBitsPerSecond: receive.kind === 'rate' ? receive.octetsPerSecond * 8 : null,
    transmitBitsPerSecond: transmit.kind === 'rate' ? transmit.octetsPerSecond * 8 : null,
    reason: receive.kind === 'no-rate' ? receive.reason : transmit.kind === 'no-rate' ? transmit.reason : null,
  };
}

function sampleOf([reading, { atMs, sysUpTimeTicks }]: Told, octets: bigint | null): CounterSample {
  const { ifName, counterDiscontinuityTicks, counterBits, speedBitsPerSecond } = reading;
  return { ifName, atMs, sysUpTimeTicks, discontinuityTicks: counterDiscontinuityTicks, octets, counterBits, speedBitsPerSecond };
}
