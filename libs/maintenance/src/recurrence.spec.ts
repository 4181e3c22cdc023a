import { checkRecurrence, recurrences } from './recurrence.js';

const HOUR = 3_600_000;
const wib = (text: string) => new Date(`${text}+07:00`).getTime();

function starts(rule: string, from: string, to: string, first = '2026-11-01T23:00:00'): string[] {
  const begins = wib(first);
  return recurrences(rule, { from: begins, to: begins + 2 * HOUR }, { from: wib(from), to: wib(to) }, 400).map(({ from: at }) =>
    new Date(at + 7 * HOUR).toISOString().slice(0, 16),
  );
}

describe('a recurrence rule', () => {
  it('means days of Jakarta: a Sunday at 23.00 there is a Sunday, whatever day it is in Greenwich', () => {
    expect(starts('FREQ=WEEKLY;BYDAY=SU', '2026-11-10T00:00:00', '2026-12-01T00:00:00')).toEqual([
      '2026-11-15T23:00',
      '2026-11-22T23:00',
      '2026-11-29T23:00',
    ]);
    expect(starts('FREQ=MONTHLY;BYMONTHDAY=1', '2026-11-10T00:00:00', '2027-01-02T00:00:00', '2026-11-01T00:30:00')).toEqual([
      '2026-12-01T00:30',
      '2027-01-01T00:30',
    ]);
  });

  it('is found by any instant of an occurrence, its start among them and its end not', () => {
    const touching = (at: string, more = 0) => {
      const instant = wib(at) + more;
      const begins = wib('2026-11-01T23:00:00');
      return recurrences('FREQ=DAILY', { from: begins, to: begins + 2 * HOUR }, { from: instant, to: instant + 1 }, 10).length;
    };
    expect([touching('2026-11-20T23:00:00', -1), touching('2026-11-20T23:00:00'), touching('2026-11-21T00:59:59')]).toEqual([0, 1, 1]);
    expect(touching('2026-11-21T01:00:00')).toBe(0);
  });

  it('ends by COUNT, by a day in Jakarta, or by an instant', () => {
    expect(starts('FREQ=DAILY;COUNT=3', '2026-11-01T00:00:00', '2027-01-01T00:00:00')).toHaveLength(3);
    expect(starts('FREQ=DAILY;UNTIL=20261103', '2026-11-01T00:00:00', '2027-01-01T00:00:00')).toHaveLength(3);
    // 16:00 in Greenwich is 23.00 in Jakarta.
    expect(starts('FREQ=DAILY;UNTIL=20261103T160000Z', '2026-11-01T00:00:00', '2027-01-01T00:00:00')).toHaveLength(3);
    expect(starts('FREQ=DAILY;UNTIL=20261103T155959Z', '2026-11-01T00:00:00', '2027-01-01T00:00:00')).toHaveLength(2);
  });

  it.each([
    ['FREQ=HOURLY', 'needs FREQ'],
    ['BYDAY=SU', 'needs FREQ'],
    ['FREQ=DAILY;BYHOUR=1,2,3', 'has "BYHOUR=1,2,3"'],
    ['FREQ=DAILY;DTSTART=20200101T000000Z', 'has "DTSTART='],
    ['FREQ=DAILY;COUNT=0', 'has COUNT=0'],
    ['FREQ=DAILY;COUNT=99999', 'has COUNT=99999'],
    ['FREQ=DAILY;INTERVAL=0', 'has INTERVAL=0'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'has COUNT and UNTIL'],
    ['FREQ=DAILY;UNTIL=tomorrow', 'has an UNTIL'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'has a part twice'],
    ['FREQ=WEEKLY;BYDAY=XX', 'cannot be read'],
    ['FREQ=WEEKLY;BYDAY=', 'has "BYDAY="'],
    ['\u0000', 'has'],
    ['FREQ=DAILY;'.repeat(50), 'is 550 characters long'],
  ])('%j is refused: %s', (text, reason) => {
    expect(checkRecurrence(text)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) as string });
  });

  it.each(['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2', 'FREQ=MONTHLY;BYDAY=-1SU', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'])(
    '%s is read',
    (text) => expect(checkRecurrence(text)).toEqual({ kind: 'read' }),
  );

  it('that never comes true ends too', () => {
    expect(starts('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-11-01T00:00:00', '2027-12-01T00:00:00')).toEqual([]);
  });
});
