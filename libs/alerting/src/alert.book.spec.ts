import { outageOf } from '@testing/outages';
import type { OutageId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { AlertBook } from './alert.book.js';

const T0 = new Date('2026-11-23T02:00:00Z').getTime();
const at = (minutes: number) => new Date(T0 + minutes * 60_000);

function outage(id: string, root: string, more: Partial<Outage> = {}): Outage {
  return outageOf({ id: id as OutageId, alertName: 'DeviceDown', root: { kind: 'DEVICE', code: root }, openedAt: at(0), ...more });
}

function book(): AlertBook {
  return new AlertBook({ resendMs: 60_000, resolvedMs: 15 * 60_000, consoleUrl: () => 'http://nadi' });
}
/** Root, severity and whether it lasts, of all that would be sent. */
function told(alerts: AlertBook, now: Date): string[] {
  return alerts
    .alerts(now)
    .map(({ labels, endsAt }) => `${labels['root']} ${labels['severity']} ${new Date(endsAt) > now ? 'lasts' : 'over'}`);
}

describe('what is told', () => {
  it('is every open outage, each time, as lasting until four sendings were missed', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1'), at(0));
    expect(alerts.alerts(at(1))[0].endsAt).toBe(at(5).toISOString());
    expect(alerts.alerts(at(600))[0].endsAt).toBe(at(604).toISOString());
  });

  it('is over for a quarter of an hour once it cleared, and then forgotten', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1'), at(0));
    alerts.note(outage('1', 'r1', { clearedAt: at(5) }), at(5));
    expect(alerts.alerts(at(6))[0].endsAt).toBe(at(5).toISOString());
    expect(told(alerts, at(20))).toEqual(['r1 major over']);
    expect(told(alerts, at(20.1))).toEqual([]);
  });

  it('is another alert when its labels change: the former is over at once', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1', { severity: 'minor' }), at(0));
    alerts.note(outage('1', 'r1'), at(1));
    expect(told(alerts, at(1))).toEqual(['r1 major lasts', 'r1 minor over']);
    alerts.note(outage('1', 'r1', { clearedAt: at(2) }), at(2));
    expect(told(alerts, at(2)).sort()).toEqual(['r1 major over', 'r1 minor over']);
  });

  it('lasts when the same thing breaks again after it cleared', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1', { clearedAt: at(5) }), at(5));
    alerts.note(outage('2', 'r1', { openedAt: at(6) }), at(6));
    expect(told(alerts, at(7))).toEqual(['r1 major lasts']);
  });

  it('is the same after a restart, in whatever order the open and the cleared are read', () => {
    const read = [
      outage('1', 'r1', { clearedAt: at(-4) }),
      outage('2', 'r1', { clearedAt: at(-2) }),
      outage('3', 'r1'),
      outage('4', 'r2', { clearedAt: at(-9) }),
      outage('5', 'r2', { clearedAt: at(-1) }),
    ];
    for (const order of [read, [...read].reverse(), [read[2], read[4], read[0], read[3], read[1]]]) {
      const alerts = book();
      for (const each of order) alerts.note(each, at(0));
      expect(told(alerts, at(1))).toEqual(['r1 major lasts', 'r2 major over']);
      expect(alerts.alerts(at(1))[1].endsAt).toBe(at(-1).toISOString());
    }
  });

  it('is over though the clock was set back behind its end', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1', { clearedAt: at(5) }), at(5));
    expect(told(alerts, at(-60))).toEqual(['r1 major over']);
  });

  it('is noted in a moment when thousands clear at once', () => {
    const alerts = book();
    const startedMs = performance.now();
    for (let i = 0; i < 20_000; i++) alerts.note(outage(`${i}`, `c${i}`), at(0));
    for (let i = 0; i < 20_000; i++) alerts.note(outage(`${i}`, `c${i}`, { clearedAt: at(1) }), at(1));
    // Pair by pair it takes minutes.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe('what people do', () => {
  const hushed = new Map([['1', { isHushed: true, acknowledged: null, cause: null }]]);

  it('hushes: what was told is over, what was not is never sent; once it ends, what is still open fires', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1'), at(0));
    expect(told(alerts, at(1))).toEqual(['r1 major lasts']);
    alerts.overlay(hushed, at(2));
    expect(told(alerts, at(2))).toEqual(['r1 major over']);
    alerts.overlay(new Map(), at(3));
    expect(told(alerts, at(3))).toEqual(['r1 major lasts']);

    const quiet = book();
    quiet.overlay(hushed, at(0));
    quiet.note(outage('1', 'r1'), at(0));
    expect(told(quiet, at(1))).toEqual([]);
    quiet.note(outage('1', 'r1', { severity: 'critical' }), at(1));
    expect(told(quiet, at(2))).toEqual([]);
    quiet.note(outage('1', 'r1', { severity: 'critical', clearedAt: at(3) }), at(3));
    expect(told(quiet, at(4))).toEqual([]);
  });

  it('is told beside an alert, whose identity stays; what somebody had until a time that is over is not told any more', () => {
    const alerts = book();
    alerts.note(outage('1', 'r1'), at(0));
    const [before] = alerts.alerts(at(0));
    const acknowledged = { by: 'ani\n', until: at(10) };
    alerts.overlay(new Map([['1', { isHushed: false, acknowledged, cause: 'EXCAVATION' }]]), at(1));
    const [held] = alerts.alerts(at(9));
    expect(held.labels).toEqual(before.labels);
    expect(held.annotations).toMatchObject({ acknowledged_by: 'ani ', acknowledged_until: at(10).toISOString(), cause: 'EXCAVATION' });
    const [over] = alerts.alerts(at(10));
    expect(over.annotations).not.toHaveProperty('acknowledged_by');
    expect(over.annotations).toMatchObject({ cause: 'EXCAVATION' });
  });
});
