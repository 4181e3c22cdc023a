import { snapshotOf } from '@testing/inventory';
import type { Outage, OutageChange } from '@app/outages';
import type { TopologyDocument } from '@app/topology';
import { CloserLooks, witnessesOf } from './closer.looks.js';

const switches = Array.from({ length: 30 }, (_, i) => `sw${i}`);
/** A router whose thirty switches hang on one cable, and a UPS beside it. */
const document: TopologyDocument = {
  version: 1,
  stations: ['noc', 'far'].map((code) => ({ code, kind: 'POLSEK' as const, name: code })),
  spans: [{ code: 'cable', a: 'noc', z: 'far' }],
  devices: [
    { name: 'noc', role: 'ROUTER', place: 'noc' },
    { name: 'ups', role: 'UPS', place: 'far' },
    ...switches.map((name) => ({ name, role: 'SWITCH' as const, place: 'far' })),
  ],
  links: [
    { code: 'power', a: { device: 'sw0' }, z: { device: 'ups' } },
    ...switches.map((name) => ({ code: name, a: { device: 'noc' }, z: { device: name }, spans: ['cable'] })),
  ],
  pollers: [{ code: 'P', attachedTo: 'noc' }],
};
const snapshot = snapshotOf(document);
const namesOf = (ids: readonly number[]) => ids.map((id) => snapshot.graph.deviceNames[id - 1_000]);
const opened = (kind: Outage['root']['kind'], code: string, more: Partial<Outage> = {}): OutageChange => {
  const outage = { alertName: 'FibreSpanCut', candidates: [{ kind, code }], ...more } as Outage;
  return { before: null, outage, steps: [] };
};

describe('who is inspected because an outage opened', () => {
  it('stands at the ends of what may be dark, and is the UPS of what may be without power', () => {
    expect(namesOf(witnessesOf(snapshot, opened('LINK', 'sw3').outage))).toEqual(['noc', 'sw3']);
    expect(namesOf(witnessesOf(snapshot, opened('PLACE', 'far').outage))).toContain('ups');
    expect(witnessesOf(snapshot, opened('SPAN', 'cable').outage)).toHaveLength(20);
    expect(witnessesOf(snapshot, opened('SPAN', 'gone').outage)).toEqual([]);
  });

  it('is inspected at once, and once more when lost neighbours are forgotten', () => {
    const looks = new CloserLooks();
    expect(namesOf(looks.add(snapshot, [opened('LINK', 'sw3'), opened('LINK', 'sw4')], 0))).toEqual(['noc', 'sw3', 'sw4']);
    expect(looks.due(199_999)).toEqual([]);
    // What opened meanwhile is waited for anew.
    looks.add(snapshot, [opened('LINK', 'sw4')], 10_000);
    expect(namesOf(looks.due(200_000))).toEqual(['sw3']);
    expect(namesOf(looks.due(210_000))).toEqual(['noc', 'sw4']);
    expect(looks.due(999_999)).toEqual([]);
  });

  it('is nobody for a camera, for a poller that is blind, or for what was open already', () => {
    const looks = new CloserLooks();
    const before = opened('LINK', 'sw3').outage;
    const changes = [
      opened('DEVICE', 'sw3', { alertName: 'CameraDown' }),
      opened('DEVICE', 'noc', { alertName: 'PollerBlind' }),
      { ...opened('LINK', 'sw3'), before },
    ];
    expect(looks.add(snapshot, changes, 0)).toEqual([]);
    expect(looks.due(999_999)).toEqual([]);
  });
});
