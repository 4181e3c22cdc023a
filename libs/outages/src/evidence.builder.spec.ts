import { BELIEF, DeviceBeliefs, InterfaceBeliefs } from '@app/reachability';
import { NetworkGraph } from '@app/topology';
import { buildEvidence, leftOutOf } from './evidence.builder.js';

/** A chain from the poller: noc – r1 – r2 – r3; r1 and r2 also hold x and y, whose fibres lie in the duct of r1 – r2. */
const names = ['noc', 'r1', 'r2', 'r3', 'x', 'y'];
const links = [
  ['noc', 'r1'],
  ['r1', 'r2'],
  ['r2', 'r3'],
  ['r1', 'x'],
  ['noc', 'y'],
];
const inDuct = new Set(['r1-r2', 'noc-y']);
const graph = NetworkGraph.from({
  version: 1,
  stations: names.map((code) => ({ code, kind: 'POLSEK', name: code })),
  conduits: [{ code: 'duct' }],
  spans: links.map(([a, z]) => ({ code: `${a}-${z}`, a, z, ...(inDuct.has(`${a}-${z}`) ? { conduit: 'duct' } : {}) })),
  devices: names.map((name) => ({ name, role: 'ROUTER', place: name, checks: ['icmp', 'snmp'] })),
  links: links.map(([a, z]) => ({
    code: `${a}-${z}`,
    a: { device: a, interface: z },
    z: { device: z, interface: a },
    spans: [`${a}-${z}`],
  })),
  pollers: [{ code: 'P', attachedTo: 'noc' }],
});
const at = (name: string) => graph.deviceIndex(name);

/** Everybody answers since 100 and was heard at 1000; all interfaces were read up at 1000. */
class Heard {
  readonly devices: DeviceBeliefs;
  readonly interfaces: InterfaceBeliefs;

  constructor() {
    const roster = {
      deviceIds: Int32Array.from(names, (_, i) => i),
      linkIds: Int32Array.from(links, (_, i) => i),
      isInfrastructure: new Uint8Array(names.length).fill(1),
      indexOfDevice: (id: number) => id,
      endOf: (device: number, name: string) => graph.linkEndIndex(device, name),
    };
    this.devices = new DeviceBeliefs(roster, { tries: 3, spacingMs: 500 });
    this.interfaces = new InterfaceBeliefs(roster);
    this.devices.status.fill(BELIEF.UP);
    this.devices.since.fill(100);
    this.devices.answeredSince.fill(1_000);
    this.devices.heardSince.fill(1_000);
    this.interfaces.operUp.fill(1);
    this.interfaces.readAt.fill(1_000);
  }

  down(name: string, since: number, heard = since): this {
    this.devices.status[at(name)] = BELIEF.DOWN;
    this.devices.since[at(name)] = since;
    this.devices.heardSince[at(name)] = heard;
    return this;
  }

  up(name: string, since: number, answered = since): this {
    this.devices.since[at(name)] = since;
    this.devices.answeredSince[at(name)] = answered;
    this.devices.heardSince[at(name)] = answered;
    return this;
  }

  soft(name: string, since: number): this {
    this.devices.contradictions[at(name)] = 1;
    this.devices.contradictedSince[at(name)] = since;
    return this;
  }

  /** `since`: when it was first read so. */
  tells(device: string, of: string, operUp: 0 | 1, readAt: number, since = 0): this {
    const end = graph.linkEndIndex(at(device), of);
    this.interfaces.since[end] = since;
    this.interfaces.operUp[end] = operUp;
    this.interfaces.readAt[end] = readAt;
    return this;
  }

  get evidence() {
    return this.evidenceBut();
  }

  /** These are not settled. */
  evidenceBut(...unsettled: readonly string[]) {
    const isUnsettled = (device: number) => unsettled.includes(names[device]);
    const { reachable, operUp } = buildEvidence(graph, { devices: this.devices, interfaces: this.interfaces, isUnsettled }, at('noc'));
    return {
      devices: Object.fromEntries(names.map((name, device) => [name, reachable[device]])),
      tells: (device: string, of: string) => operUp[graph.linkEndIndex(at(device), of)],
    };
  }
}

describe('the evidence', () => {
  it('is what everybody answers and tells while all is well', () => {
    const { devices, tells } = new Heard().evidence;
    expect(devices).toEqual({ noc: 1, r1: 1, r2: 1, r3: 1, x: 1, y: 1 });
    expect([tells('r1', 'r2'), tells('r2', 'r1')]).toEqual([1, 1]);
  });

  it('leaves out whom nobody knows, and whose state is in doubt', () => {
    const heard = new Heard().soft('x', 2_000);
    heard.devices.status[at('y')] = BELIEF.UNKNOWN;
    expect(heard.evidence.devices).toMatchObject({ x: -1, y: -1, r1: 1 });
  });

  it('takes who is not settled as what it was, if it ever answered, unless its whole way is silent by now', () => {
    const heard = new Heard().down('x', 2_000).down('r3', 2_000);
    heard.devices.answeredSince[at('r3')] = 0;
    expect(heard.evidenceBut('x', 'r3').devices).toMatchObject({ x: 1, r3: -1 });
    expect(heard.down('r1', 2_000).evidenceBut('x', 'r3').devices).toMatchObject({ r1: 0, x: 0, r3: 0 });
  });

  it('leaves out what a silent device told when it still answered', () => {
    expect(new Heard().down('r3', 2_000).evidence.tells('r3', 'r2')).toBe(-1);
  });

  it('leaves out what was read before either end of the link fell silent, until it is read anew', () => {
    const heard = new Heard().down('r3', 2_000);
    expect(heard.evidence.tells('r2', 'r3')).toBe(-1);
    expect(heard.tells('r2', 'r3', 0, 2_100).evidence.tells('r2', 'r3')).toBe(0);
  });

  it('leaves out what was read before an end came in doubt', () => {
    expect(new Heard().soft('r3', 2_000).evidence.tells('r2', 'r3')).toBe(-1);
  });

  it('leaves out what was told of a neighbour in the same duct, but not of a fibre elsewhere', () => {
    const { tells } = new Heard().down('y', 2_000).evidence;
    expect(tells('r1', 'r2')).toBe(-1);
    expect(tells('r1', 'x')).toBe(1);
  });

  it('forgets silence from before the way to it came back: it says nothing of now', () => {
    expect(new Heard().down('r3', 2_000, 2_500).up('r2', 3_000).evidence.devices).toMatchObject({ r2: 1, r3: -1 });
  });

  it('keeps silence that was heard again after the way to it came back', () => {
    expect(new Heard().down('r3', 2_000, 3_100).up('r2', 3_000).evidence.devices).toMatchObject({ r2: 1, r3: 0 });
  });

  it('takes as silent whoever stands behind silence only, though it was not missed yet', () => {
    expect(new Heard().down('r1', 2_000).evidence.devices).toMatchObject({ r1: 0, r2: 0, r3: 0, x: 0, y: 1 });
  });

  it('takes as silent whoever stands behind a dark link only', () => {
    const heard = new Heard().tells('r2', 'r3', 0, 2_000);
    expect(heard.evidence.devices).toMatchObject({ r2: 1, r3: 0 });
  });

  it('leaves out what was told by who stands behind silence, unless it told it after that began', () => {
    const heard = new Heard().down('r1', 2_000);
    const stale = heard.evidence;
    expect([stale.devices.r2, stale.devices.r3, stale.tells('r2', 'r3'), stale.tells('r3', 'r2')]).toEqual([0, 0, -1, -1]);
    const told = heard.tells('r3', 'r2', 1, 2_100).evidence;
    expect([told.devices.r2, told.devices.r3, told.tells('r3', 'r2')]).toEqual([0, 1, 1]);
  });

  it('believes whoever answered after the silence in front of it began: then the graph is wrong', () => {
    expect(new Heard().down('r1', 2_000).up('r3', 100, 2_500).evidence.devices).toMatchObject({ r1: 0, r2: 0, r3: 1 });
  });

  it('forgets silence from before its way was told to be lit again', () => {
    const heard = new Heard().down('r2', 2_000, 2_500).down('r3', 2_000, 2_400);
    expect(heard.tells('r1', 'r2', 1, 3_000).evidence.devices).toMatchObject({ r2: 0, r3: 0 });
    expect(heard.tells('r1', 'r2', 1, 3_000, 3_000).evidence.devices).toMatchObject({ r2: -1, r3: -1 });
  });

  it('forgets silence from before something behind it came back', () => {
    expect(new Heard().down('r2', 2_000, 2_500).up('r3', 3_000).evidence.devices).toMatchObject({ r2: -1, r3: 1 });
    expect(new Heard().down('r2', 2_000, 3_500).up('r3', 3_000).evidence.devices).toMatchObject({ r2: 0, r3: 1 });
  });

  it('leaves out what others told before a link in the same duct, or one of the same device, turned dark', () => {
    const { tells } = new Heard().tells('noc', 'y', 0, 2_000, 2_000).evidence;
    expect([tells('noc', 'y'), tells('r1', 'r2'), tells('r1', 'x')]).toEqual([0, -1, 1]);
  });

  it('names what it left out for its age: there is more to judge by once that is heard again', () => {
    const heard = new Heard().down('r3', 2_000, 2_500).up('r2', 3_000);
    const left = leftOutOf(graph, heard, buildEvidence(graph, heard, at('noc')));
    expect(left.devices).toEqual([at('r3')]);
    expect(left.ends).toContain(graph.linkEndIndex(at('r2'), 'r3'));
    expect(left.ends).not.toContain(graph.linkEndIndex(at('r3'), 'r2'));
  });

  it('takes nobody as silent who was never heard of', () => {
    const heard = new Heard().down('r1', 2_000);
    heard.devices.status[at('r3')] = BELIEF.UNKNOWN;
    expect(heard.evidence.devices['r3']).toBe(-1);
  });
});
