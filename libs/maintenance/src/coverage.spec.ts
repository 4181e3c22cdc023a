import { snapshotOf } from '@testing/inventory';
import { outageThatTakes, windowOf } from '@testing/maintenance';
import { Chance, PlainNetwork, randomCity } from '@testing/topology';
import { coverageOf, isHushed } from './coverage.js';
import { judgeWindow } from './isolation.js';

/** A ring noc - a - b - noc, each a station; behind a, over one span, the switch s with two cameras in a building of a's area. */
function ring() {
  const device = (name: string, role: 'ROUTER' | 'SWITCH' | 'CAMERA', place: string) => ({ name, role, place, checks: ['icmp' as const] });
  const link = (a: string, z: string, spans: string[] = []) => ({
    code: `${a}=${z}`,
    a: { device: a, interface: `to-${z}` },
    z: { device: z, interface: `to-${a}` },
    spans,
  });
  const span = (a: string, z: string) => ({ code: `${a}~${z}`, a, z, lengthM: 500 });
  return snapshotOf({
    version: 1,
    stations: [
      { code: 'NOC', kind: 'POLDA', name: 'NOC' },
      { code: 'A', kind: 'POLRES', name: 'A', parent: 'NOC' },
      { code: 'B', kind: 'POLSEK', name: 'B', parent: 'A' },
    ],
    buildings: [{ code: 'G', name: 'G', station: 'A' }],
    spans: [span('NOC', 'A'), span('A', 'B'), span('NOC', 'B'), span('A', 'G')],
    devices: [
      device('noc', 'ROUTER', 'NOC'),
      device('a', 'ROUTER', 'A'),
      device('b', 'ROUTER', 'B'),
      device('s', 'SWITCH', 'G'),
      device('c1', 'CAMERA', 'G'),
      device('c2', 'CAMERA', 'G'),
    ],
    links: [
      link('noc', 'a', ['NOC~A']),
      link('a', 'b', ['A~B']),
      link('noc', 'b', ['NOC~B']),
      link('a', 's', ['A~G']),
      link('s', 'c1'),
      link('s', 'c2'),
    ],
    pollers: [{ code: 'P', attachedTo: 'noc' }],
  });
}

const snapshot = ring();
const on = (kind: 'SPAN' | 'DEVICE' | 'PLACE' | 'STATION' | 'LINK', code: string) => windowOf({ subjects: [{ kind, code }] });
const covered = (...windows: ReturnType<typeof windowOf>[]) => {
  const { devices } = coverageOf(snapshot, windows);
  return snapshot.graph.deviceNames.filter((_, device) => devices[device] === 1);
};

describe('maintenance', () => {
  it('is inherited by what has no surviving way but through it, and by nothing else', () => {
    expect(covered(on('SPAN', 'A~G'))).toEqual(['s', 'c1', 'c2']);
    expect(covered(on('SPAN', 'NOC~A'))).toEqual([]);
    expect(covered(on('SPAN', 'NOC~A'), on('SPAN', 'A~B'))).toEqual(['a', 's', 'c1', 'c2']);
    expect(covered(on('DEVICE', 'a'))).toEqual(['a', 's', 'c1', 'c2']);
    expect(covered(on('PLACE', 'A'))).toEqual(['a', 's', 'c1', 'c2']);
    expect(covered(on('STATION', 'A'))).toEqual(['a', 'b', 's', 'c1', 'c2']);
    expect(covered(on('DEVICE', 'was there once'))).toEqual([]);
  });

  it('hushes what lies within the works, and tells what goes beyond them', () => {
    const hushed = (windows: readonly ReturnType<typeof windowOf>[], root: Parameters<typeof outageThatTakes>[1], lost: string[]) =>
      isHushed(outageThatTakes(snapshot, root, lost), coverageOf(snapshot, windows), snapshot);
    const [works, root] = [[on('SPAN', 'A~G')], { kind: 'SPAN', code: 'A~G' } as const];
    expect(hushed(works, root, ['s', 'c1', 'c2'])).toBe(true);
    // A camera that dies while the street is open: nobody could tell it from the works.
    expect(hushed(works, { kind: 'DEVICE', code: 'c1' }, ['c1'])).toBe(true);
    expect(hushed(works, { kind: 'DEVICE', code: 'b' }, ['b'])).toBe(false);
    expect(hushed([], root, ['s', 'c1', 'c2'])).toBe(false);
    // One side of the ring is worked on: that its redundancy is lost is expected; that the other side is cut too is not.
    const side = [on('SPAN', 'NOC~A')];
    expect(hushed(side, { kind: 'SPAN', code: 'NOC~A' }, [])).toBe(true);
    expect(hushed(side, { kind: 'LINK', code: 'noc=a' }, [])).toBe(true);
    expect(hushed(side, { kind: 'SPAN', code: 'A~B' }, [])).toBe(false);
    expect(hushed(side, { kind: 'SPAN', code: 'A~B' }, ['a', 's', 'c1', 'c2'])).toBe(false);
    const blind = outageThatTakes(snapshot, { kind: 'DEVICE', code: 'a' }, [], { alertName: 'PollerBlind' });
    expect(isHushed(blind, coverageOf(snapshot, [on('DEVICE', 'a')]), snapshot)).toBe(false);
  });

  it('is as inherited as breaking all that is worked on would take away, on random networks', () => {
    let inherited = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const chance = new Chance(seed);
      const document = randomCity(chance, 4 + chance.below(10));
      const plain = new PlainNetwork(document);
      const city = snapshotOf(document);
      const broken = chance.some(plain.components, 3);
      const { devices } = coverageOf(city, [windowOf({ subjects: broken })]);
      const lost = new Set(plain.lost(broken));
      for (const [device, name] of city.graph.deviceNames.entries()) {
        const isWorkedOn = broken.some(
          ({ kind, code }) =>
            (kind === 'DEVICE' && code === name) || (kind === 'PLACE' && city.graph.placeCodes[city.graph.devicePlace[device]] === code),
        );
        expect([seed, name, devices[device] === 1]).toEqual([seed, name, lost.has(name) || isWorkedOn]);
        inherited += devices[device];
      }
    }
    expect(inherited).toBeGreaterThan(400);
  });
});

describe('works that are planned', () => {
  const NOW = new Date('2026-11-24T00:00:00Z').getTime();
  const night = (day: number, changes: Parameters<typeof windowOf>[0]) =>
    windowOf({ startsAt: new Date(`2026-11-${day}T15:00:00Z`), endsAt: new Date(`2026-11-${day}T19:00:00Z`), ...changes });
  const span = (code: string) => ({ subjects: [{ kind: 'SPAN' as const, code }] });

  it('may isolate a station, if that is what is planned: it is said', () => {
    const { alone, isolation } = judgeWindow(snapshot, night(25, { subjects: [{ kind: 'DEVICE', code: 'a' }] }), [], NOW);
    expect(alone.isolatedStations.map((place) => snapshot.graph.placeCodes[place])).toEqual(['A']);
    expect(isolation).toBeNull();
  });

  it('are refused where two that nobody held against each other would isolate one, with the stretch that they share', () => {
    const first = night(25, span('NOC~A'));
    const second = windowOf({ ...span('A~B'), startsAt: new Date('2026-11-25T17:00:00Z'), endsAt: new Date('2026-11-25T21:00:00Z') });
    expect(judgeWindow(snapshot, second, [first], NOW).isolation).toEqual({
      from: new Date('2026-11-25T17:00:00Z'),
      to: new Date('2026-11-25T19:00:00Z'),
      stations: ['A'],
      others: [first],
    });
    // One after the other they take nothing away together.
    expect(judgeWindow(snapshot, { ...second, startsAt: first.endsAt }, [first], NOW).isolation).toBeNull();
    expect(judgeWindow(snapshot, second, [{ ...first, cancelledAt: new Date(NOW) }], NOW).isolation).toBeNull();
  });

  it('are refused for the one week in which those that come again meet', () => {
    const weekly = night(25, { ...span('NOC~A'), kind: 'RECURRING', recurrence: 'FREQ=WEEKLY;COUNT=30' });
    const monthly = windowOf({
      ...span('A~B'),
      startsAt: new Date('2026-11-30T15:00:00Z'),
      endsAt: new Date('2026-11-30T16:00:00Z'),
      kind: 'RECURRING',
      recurrence: 'FREQ=MONTHLY;COUNT=6',
    });
    // Wednesdays, and the 30th of each month: they meet first on the 30th of December.
    expect(judgeWindow(snapshot, monthly, [weekly], NOW).isolation?.from).toEqual(new Date('2026-12-30T15:00:00Z'));
    const other = { ...monthly, recurrence: 'FREQ=MONTHLY;COUNT=1' };
    expect(judgeWindow(snapshot, other, [weekly], NOW).isolation).toBeNull();
  });

  it('are held against a flexible one wherever it may begin', () => {
    const flexible = night(25, { ...span('NOC~A'), kind: 'FLEXIBLE', durationS: 7_200 });
    const late = windowOf({ ...span('A~B'), startsAt: new Date('2026-11-25T20:30:00Z'), endsAt: new Date('2026-11-25T23:00:00Z') });
    expect(judgeWindow(snapshot, late, [flexible], NOW).isolation?.stations).toEqual(['A']);
    expect(judgeWindow(snapshot, { ...late, startsAt: new Date('2026-11-25T21:00:00Z') }, [flexible], NOW).isolation).toBeNull();
  });

  it('say who works on the same at the same time', () => {
    const [first, second, third] = [night(25, span('A~G')), night(25, span('A~G')), night(26, span('A~G'))];
    expect(judgeWindow(snapshot, second, [first, third], NOW).overlapping).toEqual([first]);
  });
});
