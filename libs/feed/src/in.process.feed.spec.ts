import { PROBE_OUTCOME, type SnmpResult } from '@app/probing';
import { FakeEquipmentProber, FakeIcmpProber, FakeSnmpProber } from '@testing/probing';
import { InProcessFeed } from './in.process.feed.js';

const target = { address: '10.0.0.1', realm: 'default', port: null, credential: null, intervalMs: 5_000, timeoutMs: 1_000 };

async function feed() {
  const heard: string[] = [];
  const [icmp, snmp, equipment] = [new FakeIcmpProber(), new FakeSnmpProber(), new FakeEquipmentProber()];
  const carried = new InProcessFeed(icmp, snmp, equipment);
  expect(carried.probers().map(({ status }) => status.able)).toEqual([false, false, false]);
  await carried.start({
    onProbes: ({ count }) => heard.push(`${count} probes`),
    onReading: ({ kind, deviceId }) => heard.push(`${kind} ${deviceId}`),
    onDocument: ({ inspection, deviceId }) => heard.push(`document ${inspection.kind} ${deviceId}`),
    onStatus: (check, { able }) => heard.push(`${check} ${able ? 'able' : 'not able'}`),
  });
  return { carried, icmp, snmp, equipment, heard };
}

describe('a feed within the process', () => {
  it('says at the start what each prober can do, and then hands on what it hears', async () => {
    const { icmp, snmp, equipment, heard } = await feed();
    icmp.answer({ deviceId: 7, outcome: PROBE_OUTCOME.REPLIED, observedAtMs: 1 });
    snmp.answer({ kind: 'timed-out', deviceId: 8, observedAtMs: 1 } as unknown as SnmpResult);
    equipment.answer({ deviceId: 9 as never, observedAtMs: 1, parts: [], inspection: { kind: 'timed-out' } });
    expect(heard).toEqual(['icmp able', 'snmp able', 'equipment able', '1 probes', 'timed-out 8', 'document timed-out 9']);
  });

  it('hands each check what it asks', async () => {
    const { carried, icmp, snmp, equipment } = await feed();
    carried.assign([
      { ...target, deviceId: 7 as never, check: 'icmp' },
      { ...target, deviceId: 8 as never, check: 'snmp' },
    ]);
    carried.askNow([7 as never], { tries: 3, spacingMs: 500 });
    carried.readNow([8 as never]);
    carried.inspectNow([9 as never]);
    expect([icmp.assigned.length, snmp.assigned.length, equipment.assigned.length]).toEqual([1, 1, 1]);
    expect([icmp.asked[0].deviceIds, snmp.asked[0], equipment.asked[0]]).toEqual([[7], [8], [9]]);
  });

  it('tells when a prober died, and nothing more once it is stopped', async () => {
    const { carried, icmp, snmp, equipment, heard } = await feed();
    carried.hear('icmp', { engine: 'none', reason: 'died', able: false });
    expect(heard.at(-1)).toBe('icmp not able');
    expect(carried.probers()[0].status.reason).toBe('died');
    await carried.stop();
    carried.hear('snmp', { engine: 'none', reason: 'died', able: false });
    expect([heard.at(-1), icmp.isStopped, snmp.isStopped, equipment.isStopped]).toEqual(['icmp not able', true, true, true]);
  });

  it('does without somebody who inspects devices', async () => {
    const alone = new InProcessFeed(new FakeIcmpProber(), new FakeSnmpProber());
    alone.assign([{ ...target, deviceId: 8 as never, check: 'snmp' }]);
    alone.inspectNow([8 as never]);
    expect(alone.probers().map(({ check }) => check)).toEqual(['icmp', 'snmp']);
    await alone.stop();
  });
});
