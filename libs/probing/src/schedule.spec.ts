import type { DeviceId } from '@app/kernel';
import { FakeEchoAsker, FakeEchoClock, type FakeQuestion } from '@testing/icmp';
import fc from 'fast-check';
import { packTargets } from './icmp-targets.js';
import { PROBE_OUTCOME, type ProbeBatch } from './probe.result.js';
import { EchoSchedule, type ScheduleOptions } from './schedule.js';
import type { Target } from './target.js';

function target(deviceId: number, changes: Partial<Target> = {}): Target {
  return {
    deviceId: deviceId as DeviceId,
    check: 'icmp',
    address: `10.${deviceId >> 16}.${(deviceId >> 8) & 255}.${deviceId & 255}`,
    realm: 'city',
    port: null,
    credential: null,
    intervalMs: 5000,
    timeoutMs: 1000,
    ...changes,
  };
}

const fleet = (count: number, changes: Partial<Target> = {}) => Array.from({ length: count }, (_, i) => target(i, changes));

interface Row {
  readonly deviceId: number;
  readonly outcome: number;
  readonly observedAtMs: number;
  readonly sentAtMs: number;
}

function rowsOf(batch: ProbeBatch): Row[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    deviceId: batch.deviceIds[i] as number,
    outcome: batch.outcomes[i] as number,
    observedAtMs: batch.observedAtMs[i] as number,
    sentAtMs: batch.sentAtMs[i] as number,
  }));
}

function scene(
  answers?: (question: FakeQuestion) => 'replies' | 'silent' | 'rejected' | 'void',
  options: ScheduleOptions = {},
  startMs = 1000,
) {
  const clock = new FakeEchoClock(startMs);
  const asker = new FakeEchoAsker(clock, answers);
  const rows: Row[] = [];
  const schedule = new EchoSchedule(asker, clock, (batch) => rows.push(...rowsOf(batch)), options);
  const run = (ms: number) => {
    const end = clock.nowMs + ms;
    while (clock.nowMs < end) clock.nowMs += Math.min(schedule.tick(), end - clock.nowMs);
    schedule.tick();
  };
  return { clock, asker, schedule, rows, run };
}

const times = (asker: FakeEchoAsker, address: string) =>
  asker.asked.filter((question) => question.address === address).map(({ askedMs }) => askedMs);

describe('the schedule', () => {
  it('asks every target once an interval, whatever the interval', () => {
    const { asker, schedule, run } = scene();
    schedule.assign(packTargets([...fleet(300), ...fleet(900, { intervalMs: 30_000 }).slice(300)]));
    run(60_000);
    const counts = new Map<string, number>();
    for (const { address } of asker.asked) counts.set(address, (counts.get(address) ?? 0) + 1);
    expect(counts.size).toBe(900);
    for (let i = 0; i < 900; i += 1) {
      const wanted = i < 300 ? 12 : 2;
      expect(Math.abs((counts.get(target(i).address) ?? 0) - wanted)).toBeLessThanOrEqual(1);
    }
  });

  it('spreads the targets evenly over the interval', () => {
    const { asker, schedule, run } = scene();
    schedule.assign(packTargets(fleet(10_000)));
    run(5000);
    const perHundredMs = Array.from({ length: 50 }, () => 0);
    const first = asker.asked[0]?.askedMs ?? 0;
    for (const { askedMs } of asker.asked) {
      const bin = Math.min(49, Math.floor((askedMs - first) / 100));
      perHundredMs[bin] = (perHundredMs[bin] as number) + 1;
    }
    // 200 expected in each; 14 is one standard deviation of an even spread.
    expect(Math.max(...perHundredMs)).toBeLessThan(290);
    expect(Math.min(...perHundredMs.slice(0, 49))).toBeGreaterThan(110);
  });

  it('finds each target’s old place again after a restart', () => {
    const phase = (startMs: number, epochMs: number) => {
      const { clock, asker, schedule } = scene(undefined, {}, startMs);
      clock.epochMs = epochMs;
      const fresh = new EchoSchedule(asker, clock, () => undefined);
      void schedule;
      fresh.assign(packTargets(fleet(200)));
      for (let i = 0; i < 260; i += 1) {
        clock.nowMs += 20;
        fresh.tick();
      }
      return new Map(asker.asked.map(({ address, askedMs }) => [address, (askedMs + epochMs) % 5000]));
    };
    const before = phase(1000, 1_795_000_000_000);
    const after = phase(777_123, 1_795_000_000_000 + 86_400_000);
    for (const [address, at] of before) {
      const moved = Math.abs((after.get(address) ?? Number.NaN) - at);
      expect(Math.min(moved, 5000 - moved)).toBeLessThanOrEqual(40);
    }
  });

  it('leaves those that stay at their place when the set is replaced', () => {
    const { asker, schedule, run } = scene();
    schedule.assign(packTargets(fleet(50)));
    run(7000);
    schedule.assign(packTargets([...fleet(50, { timeoutMs: 500 }).slice(10), target(99)]));
    run(20_000);
    const kept = times(asker, target(30).address);
    for (let i = 1; i < kept.length; i += 1) expect(Math.abs((kept[i] as number) - (kept[i - 1] as number) - 5000)).toBeLessThanOrEqual(20);
    expect(times(asker, target(5).address).every((ms) => ms <= 8100)).toBe(true);
    expect(times(asker, target(99).address).length).toBeGreaterThanOrEqual(4);
    expect(asker.asked.at(-1)?.timeoutMs).toBe(500);
  });

  it('asks the new address of a device that moved, and tells nothing more of the old one', () => {
    const { asker, schedule, rows, run } = scene(({ address }) => (address === '10.9.9.9' ? 'replies' : 'silent'));
    schedule.assign(packTargets([target(1)]));
    while (asker.asked.length === 0) run(20);
    schedule.assign(packTargets([target(1, { address: '10.9.9.9' })]));
    run(6000);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ outcome }) => outcome === PROBE_OUTCOME.REPLIED)).toBe(true);
  });

  it('never asks a target again by its ordinary turn before its last question is settled', () => {
    const { asker, schedule, run } = scene(() => 'silent');
    schedule.assign(packTargets(fleet(20, { intervalMs: 500, timeoutMs: 1200 })));
    run(20_000);
    for (let i = 0; i < 20; i += 1) {
      const asked = times(asker, target(i).address);
      expect(asked.length).toBeGreaterThan(12);
      for (let k = 1; k < asked.length; k += 1) expect((asked[k] as number) - (asked[k - 1] as number)).toBeGreaterThanOrEqual(1200);
    }
  });

  it('asks what is no address too, so that it is told as FAILED and not forgotten', () => {
    const { asker, schedule, run } = scene();
    schedule.assign(packTargets([target(1, { address: 'camera-1.example' }), target(2, { check: 'snmp' })]));
    run(5100);
    expect(asker.asked.map(({ address }) => address)).toEqual(['?']);
  });
});

describe('the pace', () => {
  it('is kept even after a long sleep, and what was missed is asked once, not once for each turn missed', () => {
    const { clock, asker, schedule, run } = scene(undefined, { maxPerSecond: 1000 });
    schedule.assign(packTargets(fleet(3000)));
    run(12_000);
    clock.nowMs += 60_000;
    const before = asker.asked.length;
    schedule.tick();
    expect(asker.asked.length - before).toBeLessThanOrEqual(100);
    expect(schedule.figures().lagSeconds).toBeGreaterThan(1);
    run(5000);
    const after = asker.asked.slice(before);
    expect(after.length).toBeLessThanOrEqual(5100);
    const each = new Map<string, number>();
    for (const { address } of after) each.set(address, (each.get(address) ?? 0) + 1);
    expect(each.size).toBe(3000);
    expect(Math.max(...each.values())).toBeLessThanOrEqual(2);
    run(20_000);
    expect(schedule.figures().lagSeconds).toBeLessThan(0.1);
  });

  it('waits while there is no room, and shows the lag', () => {
    const { asker, schedule, run } = scene();
    schedule.assign(packTargets(fleet(10)));
    asker.space = 0;
    run(8000);
    expect(asker.asked).toEqual([]);
    expect(schedule.figures().lagSeconds).toBeGreaterThan(2.9);
    asker.space = 100;
    run(100);
    expect(asker.asked).toHaveLength(10);
  });

  it('shows how long a cycle really takes', () => {
    const { schedule, run } = scene(undefined, { maxPerSecond: 100 });
    schedule.assign(packTargets(fleet(1000)));
    run(60_000);
    expect(schedule.figures().cycleSeconds).toBeGreaterThan(9);
    const fitting = scene();
    fitting.schedule.assign(packTargets(fleet(1000)));
    fitting.run(60_000);
    expect(fitting.schedule.figures().cycleSeconds).toBeCloseTo(5, 1);
  });
});

describe('the fast clock', () => {
  it('re-asks at once, so many times, so far apart, beside the ordinary turns', () => {
    const { clock, asker, schedule, rows, run } = scene(() => 'silent');
    schedule.assign(packTargets([target(1, { intervalMs: 3_600_000 })]));
    const start = clock.nowMs;
    schedule.askNow([1], 3, 500);
    run(4000);
    const asked = times(asker, target(1).address);
    expect(asked).toHaveLength(3);
    expect((asked[0] as number) - start).toBeLessThanOrEqual(120);
    for (let i = 1; i < 3; i += 1) expect(Math.abs((asked[i] as number) - (asked[i - 1] as number) - 500)).toBeLessThanOrEqual(60);
    expect(rows.map(({ outcome }) => outcome)).toEqual([1, 1, 1]);
  });

  it('leaves alone who is on it already, and whom nobody assigned', () => {
    const { asker, schedule, run } = scene(() => 'silent');
    schedule.assign(packTargets([target(1, { intervalMs: 3_600_000 })]));
    schedule.askNow([1, 1, 2], 3, 500);
    run(300);
    schedule.askNow([1], 3, 500);
    run(1500);
    schedule.askNow([1], 3, 500);
    run(5000);
    expect(asker.asked).toHaveLength(3);
    schedule.askNow([1], 1, 0);
    run(2000);
    expect(asker.asked).toHaveLength(4);
  });

  it('goes before the ordinary turns', () => {
    const { asker, schedule, run } = scene(undefined, { maxPerSecond: 100 });
    schedule.assign(packTargets(fleet(5000)));
    run(10_000);
    const before = asker.asked.length;
    schedule.askNow([7], 1, 0);
    run(100);
    expect(asker.asked.slice(before).some(({ address }) => address === target(7).address)).toBe(true);
  });

  it('spreads thousands a little', () => {
    const { asker, schedule, run } = scene(undefined, { maxPerSecond: 50_000 });
    schedule.assign(packTargets(fleet(5000, { intervalMs: 3_600_000 })));
    schedule.askNow(
      fleet(5000).map(({ deviceId }) => deviceId),
      1,
      500,
    );
    run(20);
    expect(asker.asked.length).toBeLessThan(2500);
    run(150);
    expect(asker.asked.length).toBeGreaterThanOrEqual(5000);
  });
});

describe('a void silence', () => {
  it('is asked again and tells nothing', () => {
    let voids = 2;
    const { rows, asker, schedule, run } = scene(() => (voids-- > 0 ? 'void' : 'replies'));
    schedule.assign(packTargets([target(1, { timeoutMs: 10 })]));
    run(5100);
    expect(asker.asked.length).toBeGreaterThanOrEqual(2);
    expect(rows.every(({ outcome }) => outcome === PROBE_OUTCOME.REPLIED)).toBe(true);
  });

  it('that goes on is told as FAILED: unknown, not down', () => {
    const { rows, schedule, run } = scene(() => 'void');
    schedule.assign(packTargets([target(1, { timeoutMs: 200 })]));
    run(8000);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ outcome }) => outcome === PROBE_OUTCOME.FAILED)).toBe(true);
  });

  it('on the fast clock is made up for', () => {
    let voids = 1;
    const { rows, schedule, run } = scene(() => (voids-- > 0 ? 'void' : 'replies'));
    schedule.assign(packTargets([target(1, { intervalMs: 3_600_000, timeoutMs: 200 })]));
    schedule.askNow([1], 3, 300);
    run(4000);
    expect(rows.filter(({ outcome }) => outcome === PROBE_OUTCOME.REPLIED)).toHaveLength(3);
  });
});

describe('the schedule, whatever happens to it', () => {
  it('settles every question once, overlaps no ordinary one, and forgets no target', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('assign' as const), ids: fc.uniqueArray(fc.nat(12), { maxLength: 12 }), net: fc.constantFrom(0, 1) }),
      fc.record({ do: fc.constant('fast' as const), ids: fc.array(fc.nat(14), { maxLength: 5 }), tries: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('run' as const), ms: fc.nat(3000) }),
      fc.record({ do: fc.constant('sleep' as const), ms: fc.nat(8000) }),
      fc.record({ do: fc.constant('room' as const), space: fc.constantFrom(0, 3, Number.POSITIVE_INFINITY) }),
    );
    const answers = ['replies', 'silent', 'rejected', 'void'] as const;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }), (steps, kinds) => {
        let question = 0;
        const kindOf = new Map<FakeQuestion, (typeof answers)[number]>();
        const { asker, schedule, rows, run, clock } = scene((asked) => {
          const known = kindOf.get(asked);
          if (known) return known;
          question += 1;
          const kind = answers[kinds[question % kinds.length] as number] as (typeof answers)[number];
          kindOf.set(asked, kind);
          return kind;
        });
        asker.onAsk = ({ tag }) => {
          const isOrdinary = tag % 2 === 0;
          if (isOrdinary) expect(asker.isOut(tag)).toBe(false);
        };
        let assigned: Target[] = [];
        for (const each of steps) {
          if (each.do === 'assign') {
            assigned = each.ids.map((id) => target(id, { address: `10.${each.net}.0.${id}`, intervalMs: 1000 + id * 300, timeoutMs: 700 }));
            schedule.assign(packTargets(assigned));
          } else if (each.do === 'fast') schedule.askNow(each.ids, each.tries, 400);
          else if (each.do === 'run') run(each.ms);
          else if (each.do === 'sleep') clock.nowMs += each.ms;
          else asker.space = each.space;
        }
        asker.space = Number.POSITIVE_INFINITY;
        asker.answers = () => 'replies';
        const before = asker.asked.length;
        run(12_000);
        const since = new Set(asker.asked.slice(before).map(({ address }) => address));
        for (const { address } of assigned) expect(since.has(address)).toBe(true);
        schedule.assign(packTargets([]));
        const last = asker.asked.length;
        run(8000);
        expect(asker.asked.length).toBe(last);
        expect(asker.pending).toBe(0);
        // Never more results than questions, and each of a device that was assigned once.
        expect(rows.length).toBeLessThanOrEqual(asker.asked.length);
      }),
      { numRuns: 300 },
    );
  });
});
