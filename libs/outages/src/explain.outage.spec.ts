import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId, OutageId } from '@app/kernel';
import { BELIEF, DeviceBeliefs, InterfaceBeliefs } from '@app/reachability';
import { NetworkGraph, type TopologyDocument } from '@app/topology';
import { neighbour, onu } from '@testing/equipment';
import { DeviceTellings, type LowLightSeen } from './device.tellings.js';
import { buildEvidence } from './evidence.builder.js';
import { OutageExplainer, turnsBetween } from './explain.outage.js';
import type { Explanation } from './explanation.js';
import { judge } from './judge.js';
import { OnuTellings } from './onu.tellings.js';
import { reconcile } from './reconcile.js';

const ONUS = [1, 2, 3, 4];
const link = (code: string, a: string, aPort: string, z: string, zPort: string, ...spans: string[]) => ({
  code,
  a: { device: a, interface: aPort },
  z: { device: z, interface: zPort },
  spans,
});

/** A ring of three stations; behind one of them a subsector with an OLT, an ODP and a building a fibre. */
const document: TopologyDocument = {
  version: 1,
  stations: [
    { code: 'PLD', kind: 'POLDA', name: 'Polda' },
    { code: 'PRA', kind: 'POLRES', name: 'A', parent: 'PLD' },
    { code: 'PRB', kind: 'POLRES', name: 'B', parent: 'PLD' },
    { code: 'SUB', kind: 'POLSUBSEKTOR', name: 'Sub', parent: 'PRA' },
  ],
  buildings: ONUS.map((n) => ({ code: `GD${n}`, name: `GD${n}`, station: 'SUB' })),
  accessPoints: [{ code: 'ODP', kind: 'ODP' }],
  spans: [
    { code: 'S-PLD-PRA', a: 'PLD', z: 'PRA' },
    { code: 'S-PRA-PRB', a: 'PRA', z: 'PRB' },
    { code: 'S-PLD-PRB', a: 'PLD', z: 'PRB' },
    { code: 'S-PRA-SUB', a: 'PRA', z: 'SUB' },
    { code: 'FEEDER', a: 'SUB', z: 'ODP' },
    ...ONUS.map((n) => ({ code: `DROP${n}`, a: 'ODP', z: `GD${n}` })),
  ],
  devices: [
    { name: 'core', role: 'ROUTER', place: 'PLD', address: '10.0.0.1' },
    { name: 'pra', role: 'ROUTER', place: 'PRA', address: '10.0.0.2' },
    { name: 'prb', role: 'ROUTER', place: 'PRB', address: '10.0.0.3' },
    { name: 'ups', role: 'UPS', place: 'SUB' },
    { name: 'olt', role: 'OLT', place: 'SUB' },
    { name: 'stray', role: 'SWITCH', place: 'PLD' },
    ...ONUS.flatMap((n) => [
      { name: `onu${n}`, role: 'ONU' as const, place: `GD${n}` },
      { name: `cam${n}`, role: 'CAMERA' as const, place: `GD${n}` },
    ]),
  ],
  links: [
    link('L-PLD-PRA', 'core', 'ge1', 'pra', 'ge1', 'S-PLD-PRA'),
    link('L-PRA-PRB', 'pra', 'ge2', 'prb', 'ge2', 'S-PRA-PRB'),
    link('L-PLD-PRB', 'core', 'ge2', 'prb', 'ge1', 'S-PLD-PRB'),
    link('L-PRA-SUB', 'pra', 'ge3', 'olt', 'up', 'S-PRA-SUB'),
    link('L-UPS', 'olt', 'ups', 'ups', 'eth0'),
    ...ONUS.flatMap((n) => [
      link(`PON${n}`, 'olt', `0/1/0:${n}`, `onu${n}`, 'pon', 'FEEDER', `DROP${n}`),
      link(`CAM${n}`, `onu${n}`, 'eth1', `cam${n}`, 'eth0'),
    ]),
  ],
  pollers: [{ code: 'P', attachedTo: 'core' }],
};
const graph = NetworkGraph.from(document);
const at = (name: string) => graph.deviceIndex(name);
const endOf = (device: string, port: string) => graph.linkEndIndex(at(device), port);
const ADDRESSES = new Map(document.devices.map(({ address }, i) => [address, i]));
const BEHIND_OLT = ONUS.flatMap((n) => [`onu${n}`, `cam${n}`]);
const CUT_AT = 100_000;

function snapshotAt(version: number): InventorySnapshot {
  const deviceIds = Int32Array.from({ length: graph.deviceCount }, (_, i) => i);
  return { version, document, graph, deviceIds, indexOfDevice: (id: DeviceId) => id as number } as unknown as InventorySnapshot;
}

/** What is believed of this network, and what its devices tell beside. Everybody answers until somebody is silenced. */
class Seen {
  readonly devices: DeviceBeliefs;
  readonly interfaces: InterfaceBeliefs;
  readonly onus = new OnuTellings(graph);
  readonly tellings = new DeviceTellings(graph);
  readonly light = new Map<string, LowLightSeen>();

  constructor() {
    const roster = {
      deviceIds: Int32Array.from({ length: graph.deviceCount }, (_, i) => i),
      linkIds: Int32Array.from({ length: graph.linkCount }, (_, i) => i),
      isInfrastructure: new Uint8Array(graph.deviceCount),
      indexOfDevice: (id: number) => id,
      endOf: (device: number, name: string) => graph.linkEndIndex(device, name),
    };
    this.devices = new DeviceBeliefs(roster, { tries: 3, spacingMs: 500 });
    this.interfaces = new InterfaceBeliefs(roster);
    this.devices.status.fill(BELIEF.UP);
    this.devices.status[at('stray')] = BELIEF.UNKNOWN;
    this.devices.since.fill(1);
    this.devices.heardSince.fill(CUT_AT + 5_000);
  }

  silence(...names: string[]): this {
    for (const name of names) {
      this.devices.status[at(name)] = BELIEF.DOWN;
      this.devices.since[at(name)] = CUT_AT;
      this.devices.answeredSince[at(name)] = CUT_AT - 1_000;
    }
    return this;
  }

  dark(device: string, port: string): this {
    const end = endOf(device, port);
    this.interfaces.operUp[end] = 0;
    this.interfaces.readAt[end] = CUT_AT + 9_000;
    this.interfaces.since[end] = CUT_AT + 2_000;
    return this;
  }

  /** The only outage that this makes. */
  explain(before: Explanation | null = null, version = 1, isRecalled = false) {
    const snapshot = snapshotAt(version);
    const beliefs = {
      devices: this.devices,
      interfaces: this.interfaces,
      onus: this.onus,
      tellings: this.tellings,
      lowLightAt: (device: number, port: string) => this.light.get(`${graph.deviceNames[device]} ${port}`) ?? null,
      deviceByAddress: (address: string) => ADDRESSES.get(address) ?? -1,
    };
    const judgement = judge(snapshot, buildEvidence(graph, beliefs, at('core')), new Uint8Array(graph.deviceCount), beliefs);
    expect(judgement.causes).toHaveLength(1);
    const [cause] = judgement.causes;
    const { changes } = reconcile([], judgement.causes, {
      now: new Date(CUT_AT),
      topologyVersion: version,
      newId: () => 'o' as OutageId,
      isObserved: () => true,
      whyGone: () => null,
      isPart: () => true,
    });
    const explanation = new OutageExplainer(snapshot, judgement, beliefs).explain(
      changes[0].outage,
      cause,
      before && { explanation: before, isRecalled },
      before === null,
    );
    return { cause, explanation };
  }

  /** What is told of one candidate, as "for: …" and "against: …". */
  told(kind: string, code: string, before: Explanation | null = null): string[] {
    const { candidates } = this.explain(before).explanation;
    const found = candidates.find((each) => each.kind === kind && each.code === code);
    return (found?.evidence ?? []).map(({ polarity, sentence }) => `${polarity}: ${sentence}`);
  }
}

const ringCut = () => new Seen().dark('core', 'ge1').dark('pra', 'ge1');
const subLost = () => new Seen().silence('olt', 'ups', ...BEHIND_OLT).dark('pra', 'ge3');
const feederCut = () => new Seen().silence(...BEHIND_OLT);

describe('an explanation', () => {
  it('says what answers, what is dark, and by which way the far end still answers', () => {
    expect(ringCut().told('SPAN', 'S-PLD-PRA')).toEqual([
      'for: both ends of L-PLD-PRA are dark (core ge1, pra ge1)',
      'for: core at the near end answers',
      'for: pra still answers through prb (L-PRA-PRB)',
    ]);
  });

  it('tells the port that is down, and whom it heard', () => {
    const told = subLost().told('SPAN', 'S-PRA-SUB');
    expect(told).toContain('for: 10 devices behind it are silent, 4 cameras among them');
    expect(told).toContain('for: pra ge3 is down: no signal from olt on L-PRA-SUB');
    expect(subLost().told('PLACE', 'SUB')).toContain('for: every device in SUB is silent, and so are 8 devices behind');
    expect(subLost().told('DEVICE', 'olt')).toContain('for: olt itself is silent, and so are 9 devices behind it');
  });

  it('counts what OLTs tell of ONUs, for the fibre and against the power, or the other way', () => {
    const seen = feederCut();
    seen.onus.hear(
      at('olt'),
      [1, 2, 3].map((n) => onu(`0/1/0:${n}`, { state: 'offline', downCause: 'loss-of-signal' })),
      CUT_AT,
    );
    expect(seen.told('SPAN', 'FEEDER')).toContain('for: olt says loss of signal for 3 of 4 silent ONUs behind it');
    const alone = new Seen().silence('onu1', 'cam1');
    alone.onus.hear(at('olt'), [onu('0/1/0:1', { state: 'offline', downCause: 'dying-gasp' })], CUT_AT);
    expect(alone.told('SPAN', 'DROP1')).toContain('against: olt says dying gasp for the ONU onu1');
    expect(alone.told('PLACE', 'GD1')).toContain('for: olt says dying gasp for the ONU onu1');
  });

  it('takes an OLT’s trap where no ONU can be named, as long as it is about this silence', () => {
    const seen = feederCut();
    seen.tellings.hearTrap(at('olt'), 'onuLossOfSignal', 1, CUT_AT - 5_000, seen.interfaces);
    expect(seen.told('SPAN', 'FEEDER')).toContain('for: olt sent a trap: loss of signal of an ONU');
    const early = feederCut();
    early.tellings.hearTrap(at('olt'), 'onuLossOfSignal', 1, CUT_AT - 3_600_000, early.interfaces);
    expect(early.told('SPAN', 'FEEDER').filter((text) => text.includes('trap'))).toEqual([]);
  });

  it('tells neighbours that are no longer seen, and those that still are when they should be forgotten', () => {
    const seen = ringCut();
    const both = [neighbour('ge1', 'pra'), neighbour('ge2', 'prb')];
    expect(seen.tellings.hearNeighbours(at('core'), both, true, 1)).toBe(false);
    expect(seen.tellings.hearNeighbours(at('core'), [neighbour('ge2', 'prb')], false, CUT_AT + 1)).toBe(false);
    expect(seen.tellings.hearNeighbours(at('core'), [neighbour('ge2', 'prb')], true, CUT_AT + 2)).toBe(true);
    expect(seen.told('SPAN', 'S-PLD-PRA')).toContain('for: core ge1 no longer sees pra (LLDP)');
    const held = ringCut();
    held.tellings.hearNeighbours(at('core'), both, true, CUT_AT + 60_000);
    expect(held.told('SPAN', 'S-PLD-PRA').filter((text) => text.includes('LLDP'))).toEqual([]);
    held.tellings.hearNeighbours(at('core'), both, true, CUT_AT + 400_000);
    expect(held.told('SPAN', 'S-PLD-PRA')).toContain('against: core ge1 still sees pra (LLDP)');
  });

  it('tells traps of ports until they are told to be back', () => {
    const seen = ringCut();
    seen.interfaces.ifIndex[endOf('core', 'ge1')] = 7;
    expect(seen.tellings.hearTrap(at('core'), 'linkDown', 8, CUT_AT, seen.interfaces)).toBe(false);
    expect(seen.tellings.hearTrap(at('core'), 'linkDown', 7, CUT_AT, seen.interfaces)).toBe(true);
    expect(seen.tellings.hearTrap(at('core'), 'linkDown', 7, CUT_AT + 1, seen.interfaces)).toBe(false);
    expect(seen.told('SPAN', 'S-PLD-PRA')).toContain('for: core ge1 sent a linkDown trap (L-PLD-PRA to pra)');
    expect(seen.tellings.hearTrap(at('core'), 'linkUp', 7, CUT_AT + 2, seen.interfaces)).toBe(true);
    expect(seen.told('SPAN', 'S-PLD-PRA').filter((text) => text.includes('trap'))).toEqual([]);
    // The trap that it came back was lost: what is told long after is another fall.
    const early = ringCut();
    early.interfaces.ifIndex[endOf('core', 'ge1')] = 7;
    early.tellings.hearTrap(at('core'), 'linkDown', 7, CUT_AT - 3_600_000, early.interfaces);
    expect(early.told('SPAN', 'S-PLD-PRA').filter((text) => text.includes('trap'))).toEqual([]);
    expect(early.tellings.hearTrap(at('core'), 'linkDown', 7, CUT_AT + 1, early.interfaces)).toBe(true);
    expect(early.told('SPAN', 'S-PLD-PRA')).toContain('for: core ge1 sent a linkDown trap (L-PLD-PRA to pra)');
  });

  it('holds the mains of a UPS for and against its place, and puts a place that had none first', () => {
    const input = (value: number) => ({ ...VOLTAGE, value });
    const powered = subLost();
    powered.tellings.hearPower(at('ups'), [input(231)], CUT_AT - 60_000);
    expect(powered.told('PLACE', 'SUB')).toContain('against: UPS ups of SUB had mains when it was read last');
    expect(powered.explain().cause.candidates[0]).toEqual({ kind: 'SPAN', code: 'S-PRA-SUB' });
    const drained = subLost();
    expect(drained.tellings.hearPower(at('ups'), [input(231)], CUT_AT - 900_000)).toBe(false);
    expect(drained.tellings.hearPower(at('ups'), [input(0)], CUT_AT - 600_000)).toBe(true);
    expect(drained.told('PLACE', 'SUB')).toContain('for: UPS ups of SUB lives on its battery');
    const { cause } = drained.explain();
    expect(cause.probableCause).toBe('power');
    expect(cause.candidates[0]).toEqual({ kind: 'PLACE', code: 'SUB' });
    // Nothing is struck out.
    const codes = (each: Seen) => each.explain().cause.candidates.map(({ kind, code }) => `${kind} ${code}`);
    expect(codes(drained).sort()).toEqual(codes(powered).sort());
  });

  it('names the router that says unreachable: for what lies behind it, against what would have taken it', () => {
    const seen = subLost();
    for (const name of ['olt', 'ups']) seen.tellings.hearRejection(at(name), '10.0.0.2', CUT_AT + 100);
    expect(seen.told('SPAN', 'S-PRA-SUB')).toContain(
      'for: pra (10.0.0.2) says destination unreachable for 2 of 10 silent devices: the way to it works',
    );
    const stranger = subLost();
    stranger.tellings.hearRejection(at('olt'), '192.0.2.9', CUT_AT + 100);
    expect(stranger.told('SPAN', 'S-PRA-SUB')).toContain(
      'neutral: 192.0.2.9 (no known device) says destination unreachable for 1 of 10 silent devices',
    );
    const before = subLost();
    before.tellings.hearRejection(at('olt'), '10.0.0.2', CUT_AT - 1);
    expect(before.told('SPAN', 'S-PRA-SUB').filter((text) => text.includes('unreachable'))).toEqual([]);
  });

  it('keeps the light that fell before the cut, also when there is none any more', () => {
    const seen = ringCut();
    seen.light.set('core ge1', { receiveDbm: -23.4, marginDb: 0.6, driftDb: 4.2, since: CUT_AT - 7_200_000 });
    const sentence = 'for: light at core ge1 was low: -23.4 dBm, 4.2 dB below its week, margin 0.6 dB';
    expect(seen.told('SPAN', 'S-PLD-PRA')).toContain(sentence);
    const { explanation } = seen.explain();
    seen.light.clear();
    expect(seen.told('SPAN', 'S-PLD-PRA', explanation)).toContain(sentence);
    expect(seen.told('SPAN', 'S-PLD-PRA')).not.toContain(sentence);
  });

  it('says so where the topology offers no way to what is silent', () => {
    const { explanation } = new Seen().silence('stray').explain();
    expect(explanation).toMatchObject({ isExplained: false, candidates: [{ kind: 'DEVICE', code: 'stray' }] });
  });

  it('keeps what somebody else was told, who is gone', () => {
    const seen = subLost();
    seen.interfaces.ifIndex[endOf('pra', 'ge3')] = 9;
    seen.tellings.hearTrap(at('pra'), 'linkDown', 9, CUT_AT, seen.interfaces);
    const { explanation } = seen.explain();
    const kinds = (told: Explanation) => told.candidates[0].evidence.map(({ kind }) => kind);
    expect(kinds(explanation)).toContain('link-down-trap');
    expect(kinds(subLost().explain(explanation).explanation)).not.toContain('link-down-trap');
    expect(kinds(subLost().explain(explanation, 1, true).explanation)).toContain('link-down-trap');
  });

  it('tells what is behind it, and whose redundancy is gone', () => {
    const lost = subLost().explain().explanation;
    expect(lost.stations).toEqual([{ code: 'SUB', devices: 10, cameras: 4, isIsolated: true }]);
    expect(lost.buildings).toEqual(['GD1', 'GD2', 'GD3', 'GD4']);
    expect(lost.exposedStations).toEqual([]);
    const ring = ringCut().explain().explanation;
    expect(ring).toMatchObject({ stations: [], buildings: [], exposedStations: ['PRA', 'PRB'], isExplained: true });
  });

  it('keeps the version that it was opened on, and tells the one that it was judged on', () => {
    const first = ringCut().explain().explanation;
    const second = ringCut().explain(first, 2).explanation;
    expect([first.openedOnVersion, first.judgedOnVersion]).toEqual([1, 1]);
    expect([second.openedOnVersion, second.judgedOnVersion]).toEqual([1, 2]);
    expect(second.exposedStations).toEqual(['PRA', 'PRB']);
  });

  it('is the same whatever order the same was told in, and tells once what came', () => {
    const hear: ((seen: Seen) => void)[] = [
      (seen) => void seen.tellings.hearRejection(at('olt'), '10.0.0.2', CUT_AT + 100),
      (seen) => void seen.tellings.hearRejection(at('cam1'), '10.0.0.2', CUT_AT + 120),
      (seen) => void seen.tellings.hearPower(at('ups'), [{ ...VOLTAGE, value: 0 }], CUT_AT - 600_000),
      (seen) => void seen.tellings.hearTrap(at('pra'), 'linkDown', 9, CUT_AT + 50, seen.interfaces),
    ];
    const explained = (order: readonly number[]) => {
      const seen = subLost();
      seen.interfaces.ifIndex[endOf('pra', 'ge3')] = 9;
      for (const which of order) hear[which](seen);
      return seen.explain().explanation;
    };
    const orders = [0, 1, 2, 3].flatMap((a) =>
      [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].flatMap((c) => (new Set([a, b, c]).size < 3 ? [] : [[a, b, c, 6 - a - b - c]]))),
    );
    const texts = new Set(orders.map((order) => JSON.stringify(explained(order))));
    expect(orders).toHaveLength(24);
    expect(texts.size).toBe(1);
    const [before, now] = [subLost().explain().explanation, explained([0, 1, 2, 3])];
    const told = [...turnsBetween(before, now).values()].map(({ candidate, sentence }) => `${candidate.code}: ${sentence}`);
    expect(told).toContain('SUB: UPS ups of SUB lives on its battery');
    expect(turnsBetween(now, now).size).toBe(0);
  });

  it('is bounded: a candidate has twenty pieces of evidence, and says how many more there are', () => {
    const seen = feederCut();
    BEHIND_OLT.forEach((name, n) => seen.tellings.hearRejection(at(name), `192.0.2.${n}`, CUT_AT + n));
    for (const n of ONUS)
      for (const port of [`olt 0/1/0:${n}`, `onu${n} pon`])
        seen.light.set(port, { receiveDbm: -29, marginDb: null, driftDb: null, since: CUT_AT - 1 });
    const onus = ONUS.map((n) => onu(`0/1/0:${n}`, { state: 'offline', downCause: n > 1 ? 'loss-of-signal' : 'dying-gasp' }));
    seen.onus.hear(at('olt'), onus, CUT_AT);
    const [feeder] = seen.explain().explanation.candidates;
    expect(feeder.evidence).toHaveLength(20);
    // Silence, who answers, two causes, eight routers and eight receivers.
    expect(feeder.omitted).toBe(0);
    seen.dark('olt', '0/1/0:1');
    expect(seen.explain().explanation.candidates[0]).toMatchObject({ code: 'FEEDER', omitted: 1 });
  });
});

const VOLTAGE = {
  class: 'voltage' as const,
  kind: null,
  oid: '1.3.6.1.2.1.33.1.3.3.1.3.1',
  index: '1',
  descr: 'Input line 1',
  ifIndex: null,
  entPhysicalIndex: null,
  limits: null,
  source: 'standard' as const,
};
