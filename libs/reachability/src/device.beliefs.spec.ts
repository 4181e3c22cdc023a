import { PROBE_OUTCOME } from '@app/probing';
import { probeBatch } from '@testing/probing';
import { DeviceBeliefs } from './device.beliefs.js';
import { InterfaceBeliefs } from './interface.beliefs.js';
import { BELIEF } from './reachability.js';
import { operUpOf, type Roster } from './roster.js';

const { REPLIED, TIMED_OUT } = PROBE_OUTCOME;

function roster(...ids: number[]): Roster {
  return {
    deviceIds: Int32Array.from(ids),
    linkIds: Int32Array.of(70),
    isInfrastructure: Uint8Array.from(ids, (id) => (id < 100 ? 1 : 0)),
    indexOfDevice: (id) => ids.indexOf(id),
    endOf: (device, name) => (name === 'eth0' ? device : -1),
  };
}
const policy = { tries: 1, spacingMs: 500 };
const row = (deviceId: number, outcome: 0 | 1 | 2 | 3, sentAtMs: number) => ({
  deviceId,
  outcome,
  sentAtMs,
  observedAtMs: sentAtMs + 5,
  rttSeconds: 0.005,
});

describe('beliefs of devices', () => {
  it('say what was contradicted and what became hard', () => {
    const beliefs = new DeviceBeliefs(roster(7, 100), policy);
    expect(beliefs.apply(probeBatch([row(7, REPLIED, 10), row(100, REPLIED, 10), row(5, REPLIED, 10)]), 20).met).toEqual([0, 1]);
    expect(beliefs.apply(probeBatch([row(7, TIMED_OUT, 1_000)]), 2_000).contradicted).toEqual([0]);
    expect([beliefs.soft, beliefs.softInfrastructure.size]).toEqual([1, 1]);
    expect(beliefs.apply(probeBatch([row(7, TIMED_OUT, 1_500)]), 2_500).hardened).toEqual([0]);
    expect([beliefs.soft, beliefs.softInfrastructure.size, beliefs.status[0], beliefs.since[0]]).toEqual([0, 0, BELIEF.DOWN, 1_000]);
    expect(beliefs.infrastructureAsked).toBe(1);
  });

  it('drop the silence of an older question after the answer to a newer one, but count it as lost', () => {
    const beliefs = new DeviceBeliefs(roster(7), policy);
    beliefs.apply(probeBatch([row(7, REPLIED, 10), row(7, REPLIED, 2_000), row(7, TIMED_OUT, 1_500)]), 2_600);
    expect([beliefs.contradictions[0], beliefs.answeredSince[0]]).toEqual([0, 2_000]);
    expect(beliefs.loss.ratio[0]).toBeCloseTo(1 / 3);
  });

  it('take an answer from the future as one from now, so that it does not hide what follows', () => {
    const beliefs = new DeviceBeliefs(roster(7), policy);
    beliefs.apply(probeBatch([row(7, REPLIED, 9_000_000)]), 1_000);
    expect(beliefs.apply(probeBatch([row(7, TIMED_OUT, 2_000)]), 3_000).contradicted).toEqual([0]);
  });

  it('call a device that loses a fifth degraded, until it loses less than a tenth', () => {
    const beliefs = new DeviceBeliefs(roster(7), { tries: 3, spacingMs: 500 });
    const turns = (pattern: readonly (0 | 1)[], from: number) =>
      pattern.flatMap((outcome, i) => beliefs.apply(probeBatch([row(7, outcome, from + i)]), from + i).degraded);
    expect(turns([0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 0)).toEqual([0]);
    expect(beliefs.loss.isDegraded[0]).toBe(1);
    expect(turns(Array<0>(16).fill(0), 100)).toEqual([0]);
    expect(beliefs.loss.isDegraded[0]).toBe(0);
  });

  it('outlive a change of the network, by the ids of the devices', () => {
    const older = new DeviceBeliefs(roster(7, 100), policy);
    older.apply(probeBatch([row(7, REPLIED, 10), row(100, REPLIED, 10)]), 20);
    const newer = new DeviceBeliefs(roster(100, 8, 7), policy);
    newer.carry(older);
    expect(Array.from(newer.status)).toEqual([BELIEF.UP, BELIEF.UNKNOWN, BELIEF.UP]);
    expect(newer.infrastructureAsked).toBe(1);
  });
});

describe('beliefs of interfaces', () => {
  const reading = {
    ifIndex: 1,
    ifName: 'eth0',
    ifAlias: null,
    adminUp: true,
    operStatus: 1,
    speedBitsPerSecond: 1e9,
    receiveBytes: 12n,
    transmitBytes: null,
    counterBits: 64 as const,
    counterDiscontinuityTicks: null,
  };
  const result = (operStatus: number, observedAtMs: number) => ({
    kind: 'read' as const,
    deviceId: 100 as never,
    observedAtMs,
    sysUpTimeTicks: 1,
    interfaces: [{ ...reading, operStatus }],
    faults: [],
  });

  it('change with what is read, not with what was read before', () => {
    const beliefs = new InterfaceBeliefs(roster(7, 100));
    expect(beliefs.apply(result(1, 1_000))).toEqual([1]);
    expect(beliefs.apply(result(2, 900))).toEqual([]);
    expect(beliefs.apply(result(2, 2_000))).toEqual([1]);
    expect([beliefs.operUp[1], beliefs.receiveBytes[1], beliefs.readAt[1]]).toEqual([0, 12, 2_000]);
    expect(beliefs.transmitBytes[1]).toBeNaN();
  });

  it('tell nothing of a fibre by an interface that is switched off by hand', () => {
    expect(operUpOf({ adminUp: false, operStatus: 2 })).toBe(-1);
    expect([1, 2, 3, 4, 5, 6, 7].map((operStatus) => operUpOf({ adminUp: true, operStatus }))).toEqual([1, 0, -1, -1, -1, 0, 0]);
  });
});
