import { DOCUMENT_PARTS, type DeviceDocument, type DocumentPart } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { InterfaceReading } from '@app/probing';
import { deviceDocument, onlyParts, onu, neighbour, port, receivePower } from '@testing/equipment';
import { applyDocument } from './apply.document.js';
import { applyStates } from './apply.interfaces.js';
import { type DeviceMemory, emptyMemory } from './device.memory.js';
import { ObservedChanges } from './observed.changes.js';
import { OPTICAL_POLICY } from './optical.state.js';

const MINUTE = 60_000;
const POLICY = { optical: OPTICAL_POLICY, defaultSensitivityDbm: null };
const FREQUENT: readonly DocumentPart[] = ['sensors', 'onus'];

/** A device that is read again and again; each reading answers what it changed. */
class Read {
  readonly memory: DeviceMemory = emptyMemory(7 as DeviceId);
  at = 1_790_000_000_000;
  applied = '';

  tell(document: DeviceDocument, parts: readonly DocumentPart[] = DOCUMENT_PARTS): ObservedChanges {
    const changes = new ObservedChanges();
    const ticks = 1_000_000 + (this.at - 1_790_000_000_000) / 10;
    const device = {
      ...document.device,
      sysUpTimeTicks: document.device.sysUpTimeTicks === 1_000_000 ? ticks : document.device.sysUpTimeTicks,
    };
    this.applied = applyDocument(this.memory, { document: onlyParts({ ...document, device }, parts), parts, at: this.at }, POLICY, changes);
    return changes;
  }

  later(document: DeviceDocument, parts?: readonly DocumentPart[], minutes = 1): ObservedChanges {
    this.at += minutes * MINUTE;
    return this.tell(document, parts);
  }
}

const SWITCH = deviceDocument({
  interfaces: [port(1), port(2), port(3)],
  sensors: [receivePower(1, -12), receivePower(2, -15)],
  neighbours: [neighbour('Gi0/1', 'core')],
});

describe('what a device told of itself', () => {
  it('is written once, and not again while nothing changes', () => {
    const read = new Read();
    expect(read.tell(SWITCH)).toMatchObject({ rows: 1 + 3 + 2 + 2 });
    expect(read.later(SWITCH).rows).toBe(0);
    const trembling = { ...SWITCH, sensors: [receivePower(1, -12.2), receivePower(2, -14.9)] };
    expect(read.later(trembling, FREQUENT).rows).toBe(0);
  });

  it('keeps what changed of its facts, and that it restarted', () => {
    const read = new Read();
    read.tell(SWITCH);
    const upgraded = read.later({ ...SWITCH, device: { ...SWITCH.device, software: '2.0', sysUpTimeTicks: 3_000 } }, DOCUMENT_PARTS, 600);
    expect(upgraded.factChanges.map(({ fact, before, after }) => [fact, before, after])).toEqual([
      ['restart', null, null],
      ['software', '1.0', '2.0'],
    ]);
    expect(read.memory.known?.restartedAt).toBe(read.at);
  });

  it('takes nothing for changed that merely was not told', () => {
    const read = new Read();
    read.tell(SWITCH);
    const mute = { ...SWITCH, device: { ...SWITCH.device, serial: null, software: null } };
    expect(read.later(mute, FREQUENT).rows).toBe(0);
    expect(read.memory.known?.facts).toMatchObject({ serial: 'SN-1', software: '1.0' });
  });

  it('sees that another device stands in its place', () => {
    const read = new Read();
    read.tell(SWITCH);
    const other = { ...SWITCH, device: { ...SWITCH.device, serial: 'SN-2', software: null } };
    expect(read.later(other).factChanges.map(({ fact }) => fact)).toEqual(['serial']);
    expect(read.memory.known?.facts).toMatchObject({ serial: 'SN-2', software: null });
  });
});

describe('the ports of a device', () => {
  it('keep their rows, their sensors and their light when a restart deals out other numbers', () => {
    const read = new Read();
    read.tell(SWITCH);
    const [first, second] = read.memory.interfaces;
    const [light] = read.memory.sensors;
    const renumbered = deviceDocument({
      device: { sysUpTimeTicks: 4_000 },
      interfaces: [port(101, { ifName: 'Gi0/2' }), port(102, { ifName: 'Gi0/1' }), port(103, { ifName: 'Gi0/3' })],
      sensors: [
        receivePower(101, -15, { oid: SWITCH.sensors[0].oid, descr: 'Gi0/2 Rx power' }),
        receivePower(102, -12, { oid: SWITCH.sensors[1].oid, descr: 'Gi0/1 Rx power' }),
      ],
      neighbours: SWITCH.neighbours,
    });
    read.later(renumbered);
    expect(read.memory.interfaces).toHaveLength(3);
    expect([first.facts.ifIndex, second.facts.ifIndex]).toEqual([102, 101]);
    expect(read.memory.sensors).toHaveLength(2);
    expect(light.value).toBe(-12);
    expect(light.port).toBe(first);
  });

  it('are read again before anything is believed of what hangs on their numbers after a restart', () => {
    const read = new Read();
    read.tell(SWITCH);
    const restarted = { ...SWITCH, device: { ...SWITCH.device, sysUpTimeTicks: 500 }, sensors: [receivePower(1, -30)] };
    read.later(restarted, FREQUENT);
    expect([read.applied, read.memory.sensors[0].value]).toEqual(['again', -12]);
    read.later({ ...restarted, device: { ...SWITCH.device, sysUpTimeTicks: 6_500 } }, FREQUENT);
    expect(read.applied).toBe('again');
    read.later({ ...SWITCH, device: { ...SWITCH.device, sysUpTimeTicks: 12_500 } });
    expect(read.applied).toBe('whole');
  });

  it('are gone when a whole reading leaves them out, and after five that are not whole', () => {
    const read = new Read();
    read.tell(SWITCH);
    const short = { ...SWITCH, interfaces: SWITCH.interfaces.slice(0, 2), sensors: SWITCH.sensors.slice(0, 1) };
    const faulty = { ...short, faults: ['ifName: walk stood still'] };
    for (let reading = 1; reading < 5; reading++) read.later(faulty);
    expect(read.memory.interfaces[2].goneAt).toBeNull();
    read.later(faulty);
    expect(read.memory.interfaces[2].goneAt).toBe(read.at);
    read.later(SWITCH);
    expect(read.memory.interfaces[2].goneAt).toBeNull();
    read.later(short);
    expect(read.memory.interfaces[2].goneAt).toBe(read.at);
  });

  it('change their state with each quick reading, if the number still means the same', () => {
    const read = new Read();
    read.tell(SWITCH);
    const changes = new ObservedChanges();
    const quick = (ifIndex: number, ifName: string, operStatus: number) =>
      ({ ifIndex, ifName, adminUp: true, operStatus }) as InterfaceReading;
    expect(applyStates(read.memory, [quick(1, 'Gi0/1', 2), quick(2, 'Gi0/2', 1)], read.at + 1, changes)).toBe(true);
    expect([...changes.interfaces.keys()].map(({ facts, operSince }) => [facts.ifName, facts.ifOperStatus, operSince])).toEqual([
      ['Gi0/1', 'down', read.at + 1],
    ]);
    expect(applyStates(read.memory, [quick(1, 'Gi0/9', 1)], read.at + 2, changes)).toBe(false);
    expect(read.memory.interfaces[0].facts.ifOperStatus).toBe('down');
  });

  it('have rates of bad frames between two whole readings, by the rules of counters', () => {
    const read = new Read();
    const counted = (inErrors: bigint) => {
      const { counters } = port(1);
      return { ...SWITCH, interfaces: [port(1, { counters: { ...counters, inErrors } }), port(2), port(3)] };
    };
    read.tell(counted(100n));
    read.later(counted(700n));
    expect(read.memory.interfaces[0].frames.perSecond).toMatchObject({ inErrorsPerSecond: 10, outErrorsPerSecond: null });
  });
});

describe('the sensors of a device', () => {
  it('are written when they move by much, at most each ten minutes, and when they move at all each hour', () => {
    const read = new Read();
    read.tell(SWITCH);
    const at = (value: number) => ({ ...SWITCH, sensors: [receivePower(1, value), receivePower(2, -15)] });
    expect(read.later(at(-13), FREQUENT).sensors.size).toBe(0);
    expect(read.later(at(-13), FREQUENT, 10).sensors.size).toBe(1);
    expect(read.later(at(-13.1), FREQUENT, 30).sensors.size).toBe(0);
    expect(read.later(at(-13.1), FREQUENT, 31).sensors.size).toBe(1);
  });

  it('keep a limit that was not got this once', () => {
    const read = new Read();
    read.tell(SWITCH);
    read.later({ ...SWITCH, sensors: [receivePower(1, -12, { limits: null }), receivePower(2, -15)] });
    expect(read.memory.sensors[0].reading.limits?.low).toBe(-24);
  });

  it('make a level of light when three readings agree, and none when all light is gone', () => {
    const read = new Read();
    read.tell(SWITCH);
    const dim = { ...SWITCH, sensors: [receivePower(1, -23.5), receivePower(2, -15)] };
    expect([read.later(dim).optics.size, read.later(dim).optics.size]).toEqual([0, 0]);
    expect(read.later(dim).optics.size).toBe(1);
    expect(read.memory.sensors[0].optics?.state.level).toBe('critical');
    expect(read.later({ ...SWITCH, sensors: [receivePower(2, -15)] }).optics.size).toBe(1);
    expect(read.memory.sensors[0].optics?.state.level).toBe('ok');
    expect(read.memory.sensors[0].goneAt).toBe(read.at);
  });

  it('keep one value of light an hour', () => {
    const read = new Read();
    read.tell(SWITCH);
    const written = [15, 15, 15, 15, 15, 15, 15, 15].map((minutes) => read.later(SWITCH, FREQUENT, minutes).optics.size);
    expect(written.filter((count) => count === 2)).toHaveLength(2);
    expect(written.filter((count) => count === 0)).toHaveLength(6);
  });
});

describe('the ONUs of an OLT', () => {
  const olt = (...onus: DeviceDocument['onus']) => deviceDocument({ onus });

  it('keep each change of state with its cause', () => {
    const read = new Read();
    read.tell(olt(onu('0/1/1:1'), onu('0/1/1:2')));
    expect(read.later(olt(onu('0/1/1:1'), onu('0/1/1:2'))).rows).toBe(0);
    const down = olt(onu('0/1/1:1', { state: 'offline', downCause: 'dying-gasp', downCauseRaw: '13' }), onu('0/1/1:2'));
    expect(read.later(down).transitions.map(({ state, downCause }) => [state, downCause])).toEqual([['offline', 'dying-gasp']]);
    expect(read.memory.onus.get('0/1/1:1')?.stateSince).toBe(read.at);
    expect(read.later(down).rows).toBe(0);
    expect(read.later(olt(onu('0/1/1:1'), onu('0/1/1:2'))).transitions.map(({ state }) => state)).toEqual(['online']);
  });

  it('do not change with each ranging', () => {
    const read = new Read();
    read.tell(olt(onu('1', { distanceMetres: 1_200 })));
    expect(read.later(olt(onu('1', { distanceMetres: 1_207 }))).rows).toBe(0);
  });

  it('are one ONU where a place is told twice', () => {
    const read = new Read();
    read.tell(olt(onu('1'), onu('1', { state: 'offline' })));
    expect([...read.memory.onus.values()].map(({ reading }) => reading.state)).toEqual(['online']);
  });
});
