import type { TopologyDocument } from '@app/topology';
import fc from 'fast-check';
import { lldp, port, reading } from '@testing/discovery';
import { compareTopology } from './compare.topology.js';
import type { Observation, ObservedDevice } from './observed.network.js';

type End = string | { device: string; interface?: string };
const end = (text: End) => {
  if (typeof text !== 'string') return text;
  const [device = '', name] = text.split(' ');
  return name === undefined ? { device } : { device, interface: name };
};

function network(links: Readonly<Record<string, readonly [End, End]>>, more: Readonly<Record<string, object>> = {}): TopologyDocument {
  const rows = Object.entries(links).map(([code, [a, z]]) => ({ code, a: end(a), z: end(z) }));
  const names = [...new Set([...rows.flatMap(({ a, z }) => [a.device, z.device]), ...Object.keys(more)])].sort();
  const devices = names.map((name, i) => ({ name, role: 'SWITCH', place: `P-${name}`, address: `10.0.0.${i + 1}`, ...more[name] }));
  return { version: 1, stations: [], devices, links: rows } as unknown as TopologyDocument;
}

function device(sysName: string, told: Parameters<typeof reading>[0] = {}, address = '10.9.0.1'): ObservedDevice {
  return { key: `key ${sysName}`, addresses: [address], reading: reading({ sysName, ...told }) };
}

function seen(...devices: readonly ObservedDevice[]): Observation {
  return { realm: 'default', devices, silent: [] };
}

const ports = (...names: readonly string[]) => names.map((name, i) => port(i + 1, name));
const drift = (declared: TopologyDocument, observation: Observation) =>
  compareTopology(declared, observation)
    .filter(({ kind }) => kind !== 'address-differs')
    .map(({ kind, subject }) => `${kind} ${subject}`);

const s1 = device('s1', { ports: ports('Gi1/0/1', 'Gi1/0/2', 'Gi1/0/3'), neighbours: [lldp(1, 'S2.kota.id', 'GigabitEthernet1/0/1')] });
const s2 = device('s2', { ports: ports('Gi1/0/1', 'Gi1/0/2'), neighbours: [lldp(1, 's1', 'Gi1/0/1')] });

describe('a declared link', () => {
  it.each([
    ['as its ends tell', ['s1 Gi1/0/1', 's2 Gi1/0/1']],
    ['the other way round', ['s2 Gi1/0/1', 's1 Gi1/0/1']],
    ['in the long spelling of its ports', ['s1 GigabitEthernet1/0/1', 's2 gigabitethernet1/0/1']],
    ['without ports', ['s1', 's2']],
  ] as const)('is there %s', (_, ends) => {
    expect(drift(network({ L1: ends }), seen(s1, s2))).toEqual([]);
  });

  it('is there though one end alone tells of it, or was read', () => {
    const mute = device('s2', { ports: ports('Gi1/0/1') });
    expect(drift(network({ L1: ['s1 Gi1/0/1', 's2 Gi1/0/1'] }), seen(s1, mute))).toEqual([]);
    expect(drift(network({ L1: ['s1 Gi1/0/1', 's2 Gi1/0/1'] }), seen(s1))).toEqual([]);
  });

  it('has moved where the same two devices meet on another port, and keeps the spelling of the port that stayed', () => {
    const [found, ...others] = compareTopology(network({ L1: ['s1 GigabitEthernet1/0/1', 's2 Gi1/0/2'] }), seen(s1, s2)).filter(
      ({ list }) => list === 'links',
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'link-moved',
      observed: { a: { device: 's1', interface: 'GigabitEthernet1/0/1' }, z: { device: 's2', interface: 'Gi1/0/1' } },
      edits: [{ op: 'upsert', row: { code: 'L1' }, expected: { code: 'L1' } }],
    });
  });

  it('of two between the same devices each is told for itself', () => {
    const a = device('s1', { ports: ports('a', 'b', 'c'), neighbours: [lldp(1, 's2', 'a'), lldp(3, 's2', 'b')] });
    const b = device('s2', { ports: ports('a', 'b'), neighbours: [lldp(1, 's1', 'a'), lldp(2, 's1', 'c')] });
    expect(drift(network({ L1: ['s1 b', 's2 b'], L2: ['s1 a', 's2 a'] }), seen(a, b))).toEqual(['link-moved L1']);
  });

  it('leads to another device where that is what its port sees', () => {
    const [found] = compareTopology(network({ L1: ['s1 Gi1/0/1', 's3 x1'] }, { s2: {} }), seen(s1, s2)).filter(
      ({ list }) => list === 'links',
    );
    expect(found).toMatchObject({ kind: 'link-other-device', subject: 'L1', observed: { z: { device: 's2', interface: 'Gi1/0/1' } } });
  });

  it('that now leads to an unknown device is told, and nothing can be accepted until that is declared', () => {
    const found = compareTopology(network({ L1: ['s1 Gi1/0/1', 's3 x1'] }), seen(s1)).filter(({ list }) => list === 'links');
    expect(found).toMatchObject([{ kind: 'link-other-device', edits: [] }]);
  });

  it('keeps its spans only while it joins the same places', () => {
    const declared = network({ L1: ['s1 Gi1/0/1', 's3 x1'] }, { s2: { place: 'P-s3' } });
    const withSpan = { ...declared, links: declared.links.map((link) => ({ ...link, spans: ['SPAN-1'] })) };
    const rowOf = (document: TopologyDocument) =>
      compareTopology(document, seen(s1, s2))
        .filter(({ list }) => list === 'links')
        .flatMap(({ edits }) => edits)[0];
    expect(rowOf(withSpan)).toMatchObject({ row: { spans: ['SPAN-1'] } });
    const moved = { ...withSpan, devices: withSpan.devices.map((each) => (each.name === 's2' ? { ...each, place: 'ELSEWHERE' } : each)) };
    expect(rowOf(moved)).toMatchObject({ row: { code: 'L1' } });
    expect(rowOf(moved)).not.toHaveProperty('row.spans');
  });
});

describe('a link that nobody sees', () => {
  const talks = { neighbours: [lldp(2, 'other', 'x')] };
  const a = (told: object = {}) => device('a', { ports: ports('p1', 'p2'), ...talks, ...told });
  const z = (told: object = {}) => device('z', { ports: ports('p1', 'p2'), ...talks, ...told });
  const declared = network({ L1: ['a p1', 'z p1'] });

  it('is missing if both ends were read, speak, and their ports are up', () => {
    expect(drift(declared, seen(a(), z()))).toEqual(['link-missing L1']);
  });

  it.each([
    ['one end was not read', [a()]],
    ['one end does not speak', [a(), z({ neighbours: [] })]],
    ['one end was read in part', [a(), z({ hasAllNeighbours: false })]],
    ['a port is down, which is an outage', [a(), z({ ports: [port(1, 'p1', { operStatus: 'down' }), port(2, 'p2')] })]],
  ] as const)('is not missing if %s', (_, devices) => {
    expect(drift(declared, seen(...devices))).toEqual([]);
  });
});

describe('an unmanaged switch', () => {
  it('moves no link: several neighbours on a port say nothing of ports', () => {
    const a = device('a', { ports: ports('p1', 'p2', 'p3'), neighbours: [lldp(1, 'x', 'e0'), lldp(1, 'y', 'e0')] });
    const x = device('x', { ports: ports('e0'), neighbours: [lldp(1, 'a', 'p1'), lldp(1, 'y', 'e0')] });
    const y = device('y', { ports: ports('e0'), neighbours: [lldp(1, 'a', 'p1'), lldp(1, 'x', 'e0')] });
    expect(drift(network({ L1: ['a p1', 'x e0'], L2: ['a p2', 'y e0'] }), seen(a, x, y))).toEqual([]);
  });
});

describe('a link that nobody declared', () => {
  it('is extra between declared devices, once, with a code of its own', () => {
    const [found, ...others] = compareTopology(network({}, { s1: {}, s2: {} }), seen(s1, s2)).filter(({ list }) => list === 'links');
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'link-extra',
      subject: 'L-s1.gi1_0_1-s2.gi1_0_1',
      declared: null,
      edits: [{ op: 'upsert', expected: null }],
    });
  });

  it('is none of ours where an end is not declared', () => {
    expect(drift(network({}, { s1: {} }), seen(s1, s2))).toEqual([]);
  });

  it('is one though LLDP and CDP both tell of it', () => {
    const both = device('s1', {
      ports: ports('Gi1'),
      neighbours: [lldp(1, 's2', 'Gi1/0/1'), { ...lldp(1, 's2.kota.id', 'GigabitEthernet1/0/1'), protocol: 'cdp' }],
    });
    expect(drift(network({ L1: ['s1 Gi1', 's2 Gi1/0/1'] }), seen(both))).toEqual([]);
  });
});

describe('a camera that speaks neither', () => {
  const mac = '00:1b:21:00:00:01';
  const arp = [{ address: '10.0.0.50', mac }];
  const router = device('r', { tables: { arp } });
  const bridge = (ifIndex: number, more: readonly { mac: string; ifIndex: number }[] = []) =>
    device('s1', { ports: ports('p1', 'p2', 'p3'), neighbours: [lldp(3, 'r', 'x')], tables: { forwarding: [{ mac, ifIndex }, ...more] } });
  const declared = network({ L1: ['s1 p1', 'cam'] }, { cam: { role: 'CAMERA', address: '10.0.0.50' }, r: {} });

  it.each([
    ['stands where it is declared', bridge(1), []],
    ['hangs on another port', bridge(2), ['link-moved L1']],
    ['is heard through the uplink', bridge(3), []],
    ['shares its port with a stranger', bridge(2, [{ mac: '00:1b:21:00:00:99', ifIndex: 2 }]), []],
  ])('%s', (_, observed, expected) => {
    expect(drift(declared, seen(router, observed)).filter((text) => !text.startsWith('link-extra'))).toEqual(expected);
  });

  it('hangs on another switch', () => {
    const other = device('s9', { ports: ports('q1'), tables: { forwarding: [{ mac, ifIndex: 1 }] } });
    const moved = compareTopology(network({ L1: ['s1 p1', 'cam'] }, { cam: { address: '10.0.0.50' }, s9: {} }), seen(router, other));
    expect(moved.find((each) => each.kind === 'link-moved')).toMatchObject({
      observed: { a: { device: 's9', interface: 'q1' }, z: { device: 'cam' } },
    });
  });
});

describe('a device', () => {
  const declared = network({}, { s1: { address: '10.0.0.1', vendor: 'Cisco', model: 'C9300-24T' }, s2: { address: '10.0.0.2' } });
  const kinds = (observed: ObservedDevice, serials = new Map<string, string>()) =>
    compareTopology(declared, seen(observed), serials).map(({ kind, edits }) => [kind, edits.length]);

  it('that is as declared is no drift, however it is written', () => {
    expect(kinds(device('S1.polda.id', { vendor: 'cisco', model: 'Cisco C9300-24T (stack)' }, '10.0.0.1'))).toEqual([]);
    expect(kinds(device('s1', { tables: { addresses: ['10.0.0.1'] } }, '10.0.0.77'))).toEqual([]);
  });

  it('may have another address, name, vendor, model or serial number', () => {
    expect(kinds(device('s1', {}, '10.0.0.77'))).toEqual([['address-differs', 1]]);
    expect(kinds(device('s1', {}, '10.0.0.2'))).toEqual([['address-differs', 0]]);
    expect(kinds(device('pulau-7', {}, '10.0.0.1'))).toEqual([['name-differs', 0]]);
    expect(kinds(device('s1', { vendor: 'Huawei', model: 'S5735' }, '10.0.0.1'))).toEqual([
      ['model-differs', 1],
      ['vendor-differs', 1],
    ]);
    expect(kinds(device('s1', { serial: 'NEW1' }, '10.0.0.1'), new Map([['s1', 'OLD1']]))).toEqual([['serial-differs', 1]]);
    expect(kinds(device('s1', { serial: 'NEW1' }, '10.0.0.1'))).toEqual([]);
  });

  it('is missing only if it was asked and somebody else stands in its place', () => {
    const document = network({ L1: ['s1 Gi1/0/1', 's3 x1'] }, { s2: {} });
    const silent = document.devices.find(({ name }) => name === 's3')?.address ?? '';
    expect(drift(document, { ...seen(s1, s2), silent: [silent] })).toEqual(['device-missing s3', 'link-other-device L1']);
    expect(drift(document, { ...seen(s1, s2), silent: [] })).toEqual(['link-other-device L1']);
  });

  it('of another realm is somebody else', () => {
    expect(compareTopology(declared, { ...seen(device('x', {}, '10.0.0.1')), realm: 'branch' })).toEqual([]);
  });
});

// A random network of four switches, read truly: some rows are then declared otherwise.
const NAMES = ['a', 'b', 'c', 'd'];
const truth = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 })), {
    selector: ([d, p]) => `${d}.${p}`,
    minLength: 2,
    maxLength: 10,
  })
  .map((ends) => Array.from({ length: ends.length >> 1 }, (_, i) => [ends[2 * i], ends[2 * i + 1]] as [[number, number], [number, number]]))
  .map((pairs) => pairs.filter(([[a], [z]]) => a !== z));
type Truth = readonly (readonly [readonly [number, number], readonly [number, number]])[];

function readTruly(links: Truth): ObservedDevice[] {
  return NAMES.map((name, index) => {
    const neighbours = links.flatMap(([a, z]) =>
      [
        [a, z],
        [z, a],
      ].flatMap(([from, to]) => (from?.[0] === index && to ? [lldp(from[1] as number, NAMES[to[0] as number] ?? '', `Gi0/${to[1]}`)] : [])),
    );
    return device(name, { ports: ports('Gi0/1', 'Gi0/2', 'Gi0/3', 'Gi0/4'), neighbours }, `10.0.0.${index + 1}`);
  });
}
const declare = (links: Truth) =>
  network(
    Object.fromEntries(
      links.map(([a, z], i) => [`L${i}`, [`${NAMES[a[0]]} GigabitEthernet0/${a[1]}`, `${NAMES[z[0]]} Gi0/${z[1]}`] as const]),
    ),
    { a: {}, b: {}, c: {}, d: {} },
  );

describe('any network', () => {
  it('that is as declared has no drift', () => {
    fc.assert(
      fc.property(truth, (links) => {
        expect(compareTopology(declare(links), seen(...readTruly(links)))).toEqual([]);
      }),
    );
  });

  it('of which nothing was read has no drift', () => {
    fc.assert(
      fc.property(truth, (links) => {
        expect(compareTopology(declare(links), seen())).toEqual([]);
      }),
    );
  });

  it('gives the same drift in any order of rows and readings, and never edits what it did not judge', () => {
    const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    fc.assert(
      fc.property(
        fc.tuple(truth, truth).chain(([real, written]) => {
          const [devices, document] = [readTruly(real), declare(written)];
          return fc.tuple(
            fc.constant(devices),
            fc.constant(document),
            shuffled(devices),
            shuffled(document.links),
            shuffled(document.devices),
          );
        }),
        ([devices, document, otherDevices, links, rows]) => {
          const found = compareTopology(document, seen(...devices));
          expect(compareTopology({ ...document, links, devices: rows }, seen(...otherDevices))).toEqual(found);
          expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
          for (const { edits } of found)
            for (const edit of edits)
              if (edit.op !== 'know-serial' && edit.expected) expect([...document.links, ...document.devices]).toContain(edit.expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('in which one link is declared to another port is told exactly that', () => {
    fc.assert(
      fc.property(truth, (links) => {
        const [first] = links;
        const used = new Set(links.flatMap(([a, z]) => [a, z]).map(([d, p]) => `${d}.${p}`));
        const free = [1, 2, 3, 4].find((p) => first && !used.has(`${first[0][0]}.${p}`));
        if (!first || free === undefined) return;
        const written: Truth = [[[first[0][0], free], first[1]], ...links.slice(1)];
        expect(drift(declare(written), seen(...readTruly(links)))).toEqual(['link-moved L0']);
      }),
      { numRuns: 300 },
    );
  });
});
