import type { TopologyDocument } from '@app/topology';
import { addressNumber, LabTruth } from './lab.truth.js';
import { DeviceReadings } from './device.readings.js';

/** hq — r1 — cam1 over span A, hq — r2 over span B, r1 — r2 over span C: a ring with a camera at r1; A and B leave in one duct. */
const RING: TopologyDocument = {
  version: 1,
  stations: [
    { code: 'HQ', kind: 'POLDA', name: 'HQ' },
    { code: 'S1', kind: 'POLSEK', name: 'S1', parent: 'HQ' },
    { code: 'S2', kind: 'POLSEK', name: 'S2', parent: 'HQ' },
  ],
  conduits: [{ code: 'DUCT' }],
  spans: [
    { code: 'A', a: 'HQ', z: 'S1', conduit: 'DUCT' },
    { code: 'B', a: 'HQ', z: 'S2', conduit: 'DUCT' },
    { code: 'S1', a: 'S1', z: 'S2' },
  ],
  devices: [
    { name: 'hq', role: 'ROUTER', place: 'HQ', address: '127.16.0.1', checks: ['icmp', 'snmp'] },
    { name: 'r1', role: 'ROUTER', place: 'S1', address: '127.16.0.2', checks: ['icmp', 'snmp'] },
    { name: 'r2', role: 'ROUTER', place: 'S2', address: '127.16.0.3', checks: ['icmp', 'snmp'] },
    { name: 'cam1', role: 'CAMERA', place: 'S1', address: '127.16.0.4', checks: ['icmp'] },
  ],
  links: [
    { code: 'L1', a: { device: 'hq', interface: 'te0/1' }, z: { device: 'r1', interface: 'te0/1' }, spans: ['A'] },
    { code: 'L2', a: { device: 'hq', interface: 'te0/2' }, z: { device: 'r2', interface: 'te0/1' }, spans: ['B'] },
    { code: 'L3', a: { device: 'r1', interface: 'te0/2' }, z: { device: 'r2', interface: 'te0/2' }, spans: ['S1'] },
    { code: 'L4', a: { device: 'r1', interface: 'fe0/1' }, z: { device: 'cam1', interface: 'eth0' } },
  ],
  pollers: [{ code: 'hq', attachedTo: 'hq' }],
};

function broken(...codes: string[]): LabTruth {
  const truth = new LabTruth(RING);
  truth.setBroken(codes);
  return truth;
}

const silent = (truth: LabTruth) => RING.devices.filter((_, device) => !truth.isHeard(device)).map(({ name }) => name);

describe('what is heard', () => {
  it.each([
    { cut: ['SPAN:A'], silence: [] },
    { cut: ['CONDUIT:DUCT'], silence: ['r1', 'r2', 'cam1'] },
    { cut: ['SPAN:A', 'LINK:L3'], silence: ['r1', 'cam1'] },
    { cut: ['DEVICE:cam1'], silence: ['cam1'] },
    { cut: ['PLACE:S1'], silence: ['r1', 'cam1'] },
    { cut: ['DEVICE:hq'], silence: ['hq', 'r1', 'r2', 'cam1'] },
  ])('without $cut is all but $silence', ({ cut, silence }) => {
    expect(silent(broken(...cut))).toEqual(silence);
  });

  it('comes back when the last of two cuts is healed', () => {
    const truth = broken('SPAN:A', 'SPAN:B');
    const found = truth.find('A');
    if (found.kind !== 'found') throw new Error('span A is there');
    expect(truth.heal(found.component)).toBe(true);
    expect(truth.heal(found.component)).toBe(false);
    expect(silent(truth)).toEqual([]);
    expect(truth.brokenCodes()).toEqual(['SPAN:B']);
    expect(truth.counts()).toEqual({ silentDevices: 0, silentCameras: 0, darkLinks: 1 });
  });
});

describe('what a code means', () => {
  const truth = new LabTruth(RING);

  it('is asked back when it could mean two things', () => {
    expect(truth.find('S1')).toEqual({ kind: 'ambiguous', code: 'S1', meanings: ['SPAN:S1', 'PLACE:S1'] });
    expect(truth.find('SPAN:S1')).toMatchObject({ kind: 'found', component: { kind: 'SPAN', index: 2 } });
    expect(truth.find('place:S1')).toMatchObject({ kind: 'found', component: { kind: 'PLACE', index: 1 } });
  });

  it('is guessed at when nothing has it', () => {
    expect(truth.find('cam2')).toEqual({ kind: 'unknown', code: 'cam2', near: ['cam1'] });
    expect(truth.find('SPAN:duct')).toEqual({ kind: 'unknown', code: 'SPAN:duct', near: [] });
    expect(truth.find('')).toEqual({ kind: 'unknown', code: '', near: [] });
  });
});

describe('what the devices tell', () => {
  function timed() {
    const clock = { now: 1_000_000_000 };
    const truth = new LabTruth(RING);
    return { clock, truth, readings: new DeviceReadings(truth, () => clock.now) };
  }

  it('says an interface is down exactly when its link is dark', () => {
    const { truth, readings } = timed();
    truth.setBroken(['SPAN:A']);
    const states = (device: number) => [1, 2, 3].slice(0, readings.interfaceCount(device)).map((i) => readings.interfaceAt(device, i).isUp);
    expect(states(0)).toEqual([false, true]);
    expect(states(1)).toEqual([false, true, true]);
    truth.setBroken([]);
    expect(states(0)).toEqual([true, true]);
  });

  it('counts while the link is lit: the pictures towards the poller', () => {
    const { clock, truth, readings } = timed();
    clock.now += 1_000;
    expect(readings.interfaceAt(1, 3)).toMatchObject({ ifName: 'fe0/1', receiveBytes: 127_000n, transmitBytes: 2_000n });
    expect(readings.interfaceAt(0, 1)).toMatchObject({ ifName: 'te0/1', receiveBytes: 127_000n, transmitBytes: 2_000n });
    truth.setBroken(['SPAN:A']);
    clock.now += 5_000;
    expect(readings.interfaceAt(0, 1).receiveBytes).toBe(127_000n);
    truth.setBroken([]);
    clock.now += 1_000;
    expect(readings.interfaceAt(0, 1).receiveBytes).toBe(254_000n);
  });

  it('starts anew after a loss of power', () => {
    const { clock, truth, readings } = timed();
    expect(readings.sysUpTimeTicks(1)).toBeGreaterThan(8_640_000);
    clock.now += 1_000;
    truth.setBroken(['PLACE:S1']);
    clock.now += 1_000;
    truth.setBroken([]);
    clock.now += 2_000;
    expect(readings.sysUpTimeTicks(1)).toBe(200);
    expect(readings.interfaceAt(1, 1).transmitBytes).toBe(254_000n);
    expect(readings.interfaceAt(0, 1).receiveBytes).toBe(381_000n);
  });
});

it('reads IPv4 addresses and nothing else', () => {
  expect(addressNumber('127.16.0.1')).toBe(0x7f100001);
  expect([addressNumber('255.255.255.255'), addressNumber('256.0.0.1'), addressNumber('::1'), addressNumber('')]).toEqual([
    0xffffffff,
    null,
    null,
    null,
  ]);
});
