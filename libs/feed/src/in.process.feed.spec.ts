import { PROBE_OUTCOME, type SnmpResult } from '@app/probing';
import { FakeEquipmentProber, FakeIcmpProber, FakeSnmpProber, FakeTrapListener } from '@testing/probing';
import { InProcessFeed } from './in.process.feed.js';

const target = { address: '10.0.0.1', realm: 'default', port: null, credential: null, intervalMs: 5_000, timeoutMs: 1_000 };

async function feed() {
  const heard: string[] = [];
  const [icmp, snmp, equipment, traps] = [new FakeIcmpProber(), new FakeSnmpProber(), new FakeEquipmentProber(), new FakeTrapListener()];
  const carried = new InProcessFeed(icmp, snmp, { equipment, traps });
  expect(carried.probers().map(({ status }) => status.able)).toEqual([false, false, false]);
  await carried.start({
    onProbes: ({ count }) => heard.push(`${count} probes`),
    onReading: ({ kind, deviceId }) => heard.push(`${kind} ${deviceId}`),
    onDocument: ({ inspection, deviceId }) => heard.push(`document ${inspection.kind} ${deviceId}`),
    onStatus: (check, { able }) => heard.push(`${check} ${able ? 'able' : 'not able'}`),
    onTrap: ({ kind, deviceIds }) => heard.push(`${kind} ${deviceIds.join()}`),
    onTrapStatus: ({ able }) => heard.push(`traps ${able ? 'heard' : 'not heard'}`),
  });
  return { carried, icmp, snmp, equipment, traps, heard };
}

describe('a feed within the process', () => {
  it('says at the start what each prober can do, and then hands on what it hears', async () => {
    const { icmp, snmp, equipment, traps, heard } = await feed();
    icmp.answer({ deviceId: 7, outcome: PROBE_OUTCOME.REPLIED, observedAtMs: 1 });
    snmp.answer({ kind: 'timed-out', deviceId: 8, observedAtMs: 1 } as unknown as SnmpResult);
    equipment.answer({ deviceId: 9 as never, observedAtMs: 1, parts: [], inspection: { kind: 'timed-out' } });
    traps.tell('linkDown', 8);
    expect(heard.slice(0, 4)).toEqual(['icmp able', 'snmp able', 'equipment able', 'traps heard']);
    expect(heard.slice(4)).toEqual(['1 probes', 'timed-out 8', 'document timed-out 9', 'linkDown 8']);
  });

  it('hands each check what it asks', async () => {
    const { carried, icmp, snmp, equipment, traps } = await feed();
    carried.assign([
      { ...target, deviceId: 7 as never, check: 'icmp' },
      { ...target, deviceId: 8 as never, check: 'snmp' },
    ]);
    carried.askNow([7 as never], { tries: 3, spacingMs: 500 });
    carried.readNow([8 as never]);
    carried.inspectNow([9 as never]);
    expect([icmp, snmp, equipment, traps].map(({ assigned }) => assigned.length)).toEqual([1, 1, 1, 2]);
    expect([icmp.asked[0].deviceIds, snmp.asked[0], equipment.asked[0]]).toEqual([[7], [8], [9]]);
  });

  it('tells when a prober died, and nothing more once it is stopped', async () => {
    const { carried, icmp, snmp, equipment, traps, heard } = await feed();
    carried.hear('icmp', { engine: 'none', reason: 'died', able: false });
    expect(heard.at(-1)).toBe('icmp not able');
    expect(carried.probers()[0].status.reason).toBe('died');
    traps.change({ engine: 'none', reason: 'port in use', able: false });
    expect([heard.at(-1), carried.traps()?.status.reason]).toEqual(['traps not heard', 'port in use']);
    await carried.stop();
    traps.tell('linkDown', 8);
    carried.hear('snmp', { engine: 'none', reason: 'died', able: false });
    expect(heard.at(-1)).toBe('traps not heard');
    expect([icmp, snmp, equipment, traps].map(({ isStopped }) => isStopped)).toEqual([true, true, true, true]);
  });

  it('does without somebody who inspects devices, and listens to no traps where nobody asked for it', async () => {
    const alone = new InProcessFeed(new FakeIcmpProber(), new FakeSnmpProber());
    alone.assign([{ ...target, deviceId: 8 as never, check: 'snmp' }]);
    alone.inspectNow([8 as never]);
    expect(alone.probers().map(({ check }) => check)).toEqual(['icmp', 'snmp']);
    expect(alone.traps()).toBeNull();
    await alone.stop();
  });
});
