import type { InterfaceReading } from '@app/probing';
import { counterRate, type CounterSample } from '@app/snmp';

/** What an interface carries, bits a second; null where nobody can say, with the reason. */
export interface InterfaceRate {
  readonly receiveBitsPerSecond: number | null;
  readonly transmitBitsPerSecond: number | null;
  /** Why a rate is missing; null where none is. */
  readonly reason: string | null;
  /** Octets since the agent began to count. */
  readonly receiveBytes: bigint | null;
  readonly transmitBytes: bigint | null;
}

/** One reading of a device's interfaces, as far as rates need it. */
export interface CounterReading {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly sysUpTimeTicks: number;
  readonly interfaces: readonly InterfaceReading[];
}

const FIRST = 'read once only';

/**
 * The newest counters of one device's interfaces, and the rates between the last two readings. In columns that are written over: a
 * hundred thousand readings that each live until the next would be half a second of garbage collection a minute.
 */
export class InterfaceRates {
  private atMs = 0;
  private ticks = 0;
  private count = 0;
  private ifIndexes = new Float64Array(0);
  private names: string[] = [];
  /** Receive and transmit of each, side by side; NO_COUNTER where there is none. */
  private octets = new BigInt64Array(0);
  private speeds = new Float64Array(0);
  private discontinuities = new Float64Array(0);
  private bits = new Uint8Array(0);
  private rates = new Float64Array(0);
  private reasons: (string | null)[] = [];

  get readAtMs(): number | null {
    return this.count === 0 ? null : this.atMs;
  }

  note(next: CounterReading): void {
    if (this.isSameOrder(next.interfaces)) {
      next.interfaces.forEach((reading, at) => this.rate(at, this.sampleOf(at, 0), this.sampleOf(at, 1), reading, next));
    } else {
      const before = new Map(
        Array.from({ length: this.count }, (_, at) => [this.ifIndexes[at], [this.sampleOf(at, 0), this.sampleOf(at, 1)]]),
      );
      this.resize(next.interfaces.length);
      next.interfaces.forEach((reading, at) => {
        const [receive, transmit] = before.get(reading.ifIndex) ?? [null, null];
        this.rate(at, receive, transmit, reading, next);
      });
    }
    next.interfaces.forEach((reading, at) => this.put(at, reading));
    this.atMs = next.atMs;
    this.ticks = next.sysUpTimeTicks;
  }

  /** The newest of one interface; null where its number was not read, or named another one. */
  of(ifIndex: number, name: string): InterfaceRate | null {
    const at = this.ifIndexes.indexOf(ifIndex);
    if (at < 0 || this.names[at] !== name) return null;
    const known = (rate: number) => (Number.isNaN(rate) ? null : rate);
    return {
      receiveBitsPerSecond: known(this.rates[2 * at]),
      transmitBitsPerSecond: known(this.rates[2 * at + 1]),
      reason: this.reasons[at],
      receiveBytes: this.octetsOf(2 * at),
      transmitBytes: this.octetsOf(2 * at + 1),
    };
  }

  private isSameOrder(interfaces: readonly InterfaceReading[]): boolean {
    return interfaces.length === this.count && interfaces.every(({ ifIndex }, at) => ifIndex === this.ifIndexes[at]);
  }

  private rate(
    at: number,
    receive: CounterSample | null,
    transmit: CounterSample | null,
    reading: InterfaceReading,
    next: CounterReading,
  ): void {
    const rates = [receive, transmit].map((before, side) =>
      before === null
        ? { kind: 'no-rate' as const, reason: FIRST }
        : counterRate(before, toSample(reading, next, side === 0 ? reading.receiveBytes : reading.transmitBytes)),
    );
    let reason: string | null = null;
    rates.forEach((rate, side) => {
      this.rates[2 * at + side] = rate.kind === 'rate' ? rate.octetsPerSecond * 8 : NaN;
      if (rate.kind === 'no-rate') reason ??= rate.reason;
    });
    this.reasons[at] = reason;
  }

  private sampleOf(at: number, side: number): CounterSample {
    const [speed, discontinuity] = [this.speeds[at], this.discontinuities[at]];
    return {
      ifName: this.names[at],
      atMs: this.atMs,
      sysUpTimeTicks: this.ticks,
      discontinuityTicks: Number.isNaN(discontinuity) ? null : discontinuity,
      octets: this.octetsOf(2 * at + side),
      counterBits: this.bits[at] === 64 ? 64 : 32,
      speedBitsPerSecond: Number.isNaN(speed) ? null : speed,
    };
  }

  private octetsOf(slot: number): bigint | null {
    return this.octets[slot] === NO_COUNTER ? null : BigInt.asUintN(64, this.octets[slot]);
  }

  private put(at: number, reading: InterfaceReading): void {
    this.ifIndexes[at] = reading.ifIndex;
    // The old text where it is the same: the new one dies young then.
    if (this.names[at] !== reading.ifName) this.names[at] = reading.ifName;
    this.octets[2 * at] = reading.receiveBytes ?? NO_COUNTER;
    this.octets[2 * at + 1] = reading.transmitBytes ?? NO_COUNTER;
    this.speeds[at] = reading.speedBitsPerSecond ?? NaN;
    this.discontinuities[at] = reading.counterDiscontinuityTicks ?? NaN;
    this.bits[at] = reading.counterBits;
  }

  private resize(count: number): void {
    this.count = count;
    this.ifIndexes = new Float64Array(count);
    this.names = Array<string>(count).fill('');
    this.octets = new BigInt64Array(2 * count);
    this.speeds = new Float64Array(count);
    this.discontinuities = new Float64Array(count);
    this.bits = new Uint8Array(count);
    this.rates = new Float64Array(2 * count);
    this.reasons = Array<string | null>(count).fill(null);
  }
}

/** The one value of 64 bits that stands for none: a counter reaches it once in 58 years at 80 Gbit/s, and misses one rate then. */
const NO_COUNTER = -1n;

function toSample(reading: InterfaceReading, { atMs, sysUpTimeTicks }: CounterReading, octets: bigint | null): CounterSample {
  const { ifName, counterDiscontinuityTicks, counterBits, speedBitsPerSecond } = reading;
  return { ifName, atMs, sysUpTimeTicks, discontinuityTicks: counterDiscontinuityTicks, octets, counterBits, speedBitsPerSecond };
}
