import type { DeviceId } from '@app/kernel';
import { SnmpSchedule, type AfterReading } from './snmp-schedule.js';
import type { Target } from './target.js';

function target(id: number, more: Partial<Target> = {}): Target {
  return {
    deviceId: id as DeviceId,
    check: 'snmp',
    address: `10.0.${id >> 8}.${id & 255}`,
    realm: 'city',
    port: null,
    credential: null,
    intervalMs: 60_000,
    timeoutMs: 1000,
    ...more,
  };
}

/** A schedule whose readings end when the test says so. */
class Bench {
  nowMs = 1_000_000;
  readonly begun: number[] = [];
  private readonly open = new Map<number, (after: AfterReading) => void>();
  readonly schedule: SnmpSchedule;

  constructor(maxInFlight = 4) {
    this.schedule = new SnmpSchedule(
      () => this.nowMs,
      maxInFlight,
      ({ deviceId }) => {
        this.begun.push(deviceId);
        return new Promise((resolve) => this.open.set(deviceId, resolve));
      },
    );
  }

  get reading(): number[] {
    return [...this.open.keys()].sort((a, b) => a - b);
  }

  async finish(id: number, after: AfterReading = 'again'): Promise<void> {
    this.open.get(id)?.(after);
    this.open.delete(id);
    await Promise.resolve();
    await Promise.resolve();
  }

  async finishAll(): Promise<void> {
    for (const id of this.reading) await this.finish(id);
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.schedule.tick(1000);
  }

  /** Lets time go by in small steps while every reading ends at once. */
  async live(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += 100) {
      this.pass(100);
      await this.finishAll();
    }
  }
}

const ask = (bench: Bench, ...ids: number[]) => bench.schedule.askNow(ids as DeviceId[]);

describe('the schedule of SNMP readings', () => {
  it('reads each device once an interval, at its own place in it', async () => {
    const bench = new Bench(64);
    bench.schedule.assign(Array.from({ length: 50 }, (_, id) => target(id)));
    await bench.live(60_100);
    expect(new Set(bench.begun).size).toBe(50);
    const first = bench.begun.slice(0, 50);
    await bench.live(60_000);
    expect(bench.begun.slice(50, 100)).toEqual(first);
  });

  it('never reads a device twice at once, however long it takes', () => {
    const bench = new Bench();
    bench.schedule.assign([target(1)]);
    for (let i = 0; i < 5; i += 1) bench.pass(60_000);
    ask(bench, 1);
    expect(bench.begun).toEqual([1]);
  });

  it('reads at most so many at once, and tells how late the others are', async () => {
    const bench = new Bench(2);
    bench.schedule.assign([target(1), target(2), target(3)]);
    ask(bench, 1, 2, 3);
    expect(bench.reading).toEqual([1, 2]);
    bench.nowMs += 4000;
    expect(bench.schedule.lagSeconds).toBe(4);
    await bench.finish(1);
    expect(bench.reading).toEqual([2, 3]);
    expect(bench.schedule.cycleSeconds).toBe(4);
  });

  it('reads once more if it was wanted while a reading was on its way, which may have seen the time before', async () => {
    const bench = new Bench();
    bench.schedule.assign([target(1)]);
    ask(bench, 1);
    ask(bench, 1, 1, 1);
    await bench.finish(1);
    expect(bench.begun).toEqual([1, 1]);
    await bench.finish(1);
    expect(bench.begun).toEqual([1, 1]);
  });

  it('takes the urgent before the ordinary', async () => {
    const bench = new Bench(1);
    bench.schedule.assign([target(1), target(2), target(3)]);
    ask(bench, 1);
    bench.pass(60_000);
    ask(bench, 3, 3);
    await bench.finish(1);
    expect(bench.begun).toEqual([1, 3]);
    await bench.finish(3);
    expect(bench.begun).toEqual([1, 3, 2]);
  });

  it('leaves a parked device alone until it is assigned again', async () => {
    const bench = new Bench();
    bench.schedule.assign([target(1)]);
    ask(bench, 1);
    await bench.finish(1, 'parked');
    ask(bench, 1);
    await bench.live(120_000);
    expect(bench.begun).toEqual([1]);
    bench.schedule.assign([target(1)]);
    await bench.live(60_100);
    expect(bench.begun).toEqual([1, 1]);
  });

  it('does not park a device whose credential came while it was being read without', async () => {
    const bench = new Bench();
    bench.schedule.assign([target(1)]);
    ask(bench, 1);
    bench.schedule.assign([target(1)]);
    await bench.finish(1, 'parked');
    await bench.live(60_100);
    expect(bench.begun).toEqual([1, 1]);
  });

  it('forgets what is no longer assigned, and reads a device that moved as a new one', async () => {
    const bench = new Bench(1);
    bench.schedule.assign([target(1), target(2)]);
    ask(bench, 1, 2);
    bench.schedule.assign([target(1, { address: '10.9.9.9' })]);
    await bench.finish(1);
    await bench.live(60_100);
    expect(bench.begun).toEqual([1, 1]);
  });
});
