import { outageOf } from '@testing/outages';
import fc from 'fast-check';
import type { OutageId } from '@app/kernel';
import type { Outage, Severity } from '@app/outages';
import { AlertBook } from './alert.book.js';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 25);
const at = (minutes: number) => new Date(T0 + minutes * MINUTE);
const MOST = 5;

function outage(n: number, openedAt: Date, changes: Partial<Outage> = {}): Outage {
  const root = { kind: 'DEVICE', code: `r${n}` } as const;
  const hangs = { affectedCameras: 2, affectedStations: ['PSA'] };
  return outageOf({ id: `o${n}` as OutageId, alertName: 'DeviceDown', root, openedAt, ...hangs, ...changes });
}

function bookOf(most = MOST): AlertBook {
  return new AlertBook({
    resendMs: MINUTE,
    resolvedMs: 15 * MINUTE,
    consoleUrl: () => 'http://nadi',
    storm: { mostNew: most, withinMs: 10 * MINUTE },
    flap: { openings: 3, withinMs: 30 * MINUTE },
  });
}

/** Roots (or AlertStorm) that last, and those that are over. */
function said(book: AlertBook, now: Date): { lasting: string[]; over: string[] } {
  const names = (isLasting: boolean) =>
    book
      .alerts(now)
      .filter(({ endsAt }) => new Date(endsAt) > now === isLasting)
      .map(({ labels }) => (labels['alertname'] === 'AlertStorm' ? 'AlertStorm' : (labels['root'] ?? '')))
      .sort((a, b) => (a < b ? -1 : 1));
  return { lasting: names(true), over: names(false) };
}

describe('a storm', () => {
  it('is told as so many and one that counts the rest, the heaviest first; then bit by bit, and it is over', () => {
    const book = bookOf();
    const severities: Severity[] = ['minor', 'critical', 'minor', 'major', 'minor', 'critical', 'minor'];
    book.noteAll(
      severities.map((severity, n) => outage(n, at(0), { severity })),
      at(0),
    );
    expect(said(book, at(0)).lasting).toEqual(['AlertStorm', 'r0', 'r1', 'r3', 'r5']);
    const storm = book.alerts(at(0)).find(({ labels }) => labels['alertname'] === 'AlertStorm');
    expect(storm?.labels).toEqual({ alertname: 'AlertStorm', severity: 'critical', kind: 'SERVICE', root: 'nadi' });
    expect(storm?.annotations).toMatchObject({
      by_severity: 'minor 3',
      by_alertname: 'DeviceDown 3',
      affected_cameras: '6',
      affected_stations: 'PSA',
    });
    expect(book.withheld).toEqual({ folded: 3, hushed: 0 });
    expect(said(book, at(9.9)).lasting).toContain('AlertStorm');
    // What was folded and cleared is nobody's news.
    book.note(outage(2, at(0), { severity: 'minor', clearedAt: at(9.9) }), at(9.9));
    expect(said(book, at(10.1))).toEqual({ lasting: ['r0', 'r1', 'r3', 'r4', 'r5', 'r6'], over: ['AlertStorm'] });
  });

  it('goes on over a restart as it went: what there was no room for yet is still folded', () => {
    const all = Array.from({ length: 12 }, (_, n) => outage(n, at(0)));
    const before = bookOf();
    before.noteAll(all, at(0));
    before.alerts(at(0));
    const after = bookOf();
    after.recall(all, at(5));
    expect(said(after, at(5)).lasting.length).toBe(MOST);
    expect(said(after, at(10.5)).lasting.length).toBe(2 * MOST - 1);
  });

  it('never tells more than so many new ones in ten minutes, forgets none that stays, and ends what it told (any history)', () => {
    const act = fc.record({
      waitS: fc.integer({ min: 0, max: 400 }),
      opens: fc.integer({ min: 0, max: 8 }),
      clears: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 40 }), (acts) => {
        const book = bookOf();
        const open = new Map<string, Outage>();
        const firstTold: number[] = [];
        let [now, count, lasting] = [T0, 0, new Set<string>()];
        const look = () => {
          const { lasting: names, over } = said(book, new Date(now));
          for (const name of names) if (!lasting.has(name)) firstTold.push(now);
          for (const name of lasting) if (!names.includes(name)) expect(over).toContain(name);
          lasting = new Set(names);
        };
        for (const { waitS, opens, clears } of acts) {
          now += waitS * 1_000;
          const ended = [...open.values()].slice(0, clears);
          for (const each of ended) open.delete(each.id);
          const begun = Array.from({ length: opens }, () => outage(count++, new Date(now)));
          for (const each of begun) open.set(each.id, each);
          book.noteAll([...ended.map((each) => ({ ...each, clearedAt: new Date(now) })), ...begun], new Date(now));
          look();
        }
        for (const [i, told] of firstTold.entries()) {
          const within = firstTold.slice(i).filter((other) => other < told + 10 * MINUTE);
          // Two storms may begin within one window, each with an alert of its own.
          expect(within.length).toBeLessThanOrEqual(MOST + 1);
        }
        for (let minute = 0; minute < 10 * (open.size + 2); minute += 2) {
          now += 2 * MINUTE;
          look();
        }
        expect([...lasting].sort((a, b) => (a < b ? -1 : 1))).toEqual(
          [...open.values()].map(({ root }) => root.code).sort((a, b) => (a < b ? -1 : 1)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('what comes and goes', () => {
  const flaps = (book: AlertBook, times: number, everyMin: number): void => {
    for (let n = 0; n < times; n++) {
      const opened = outage(n, at(n * everyMin), { root: { kind: 'DEVICE', code: 'r' } });
      book.note(opened, opened.openedAt);
      said(book, opened.openedAt);
      const cleared = at(n * everyMin + everyMin / 2);
      book.note({ ...opened, clearedAt: cleared }, cleared);
    }
  };

  it('is one alert from its third opening on, and is over once half an hour passed without another', () => {
    const book = bookOf(100);
    flaps(book, 2, 4);
    expect(said(book, at(7))).toEqual({ lasting: [], over: ['r'] });
    const third = outage(9, at(8), { root: { kind: 'DEVICE', code: 'r' } });
    book.note(third, at(8));
    const [alert] = book.alerts(at(8)).filter(({ endsAt }) => new Date(endsAt) > at(8));
    expect(alert.annotations).toMatchObject({ flapping: 'true' });
    book.note({ ...third, clearedAt: at(9) }, at(9));
    expect(said(book, at(10))).toEqual({ lasting: ['r'], over: [] });
    const fourth = outage(10, at(20), { root: { kind: 'DEVICE', code: 'r' }, severity: 'critical' });
    book.note(fourth, at(20));
    expect(book.alerts(at(20)).map(({ labels }) => labels['severity'])).toEqual(['major']);
    book.note({ ...fourth, clearedAt: at(21) }, at(21));
    expect(said(book, at(49))).toEqual({ lasting: ['r'], over: [] });
    expect(said(book, at(51))).toEqual({ lasting: [], over: ['r'] });
  });

  it('ends in the state that it is in: still open, it is told as any other', () => {
    const book = bookOf(100);
    flaps(book, 2, 4);
    book.note(outage(9, at(8), { root: { kind: 'DEVICE', code: 'r' } }), at(8));
    expect(book.alerts(at(30))[0].annotations).toHaveProperty('flapping');
    const [steady, ...others] = book.alerts(at(39));
    expect(others).toEqual([]);
    expect(steady.annotations).not.toHaveProperty('flapping');
  });

  it('does not make another thing flap, nor what opens rarely', () => {
    const book = bookOf(100);
    flaps(book, 6, 20);
    expect(said(book, at(111))).toEqual({ lasting: [], over: ['r'] });
  });
});
