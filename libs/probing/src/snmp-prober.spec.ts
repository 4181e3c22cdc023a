import type { DeviceId } from '@app/kernel';
import type { InterfaceRow, InterfacesRead, ReadOptions, SnmpCredential, SnmpReader } from '@app/snmp';
import type { SnmpResult } from './probe.result.js';
import { NetSnmpProber, type SnmpProberOptions } from './snmp-prober.js';
import { toReadings } from './snmp-reading.js';
import type { Target } from './target.js';

const PUBLIC: SnmpCredential = { version: 'v2c', community: 'public' };
const SECRET: SnmpCredential = { version: 'v2c', community: 'secret' };

function target(id: number, more: Partial<Target> = {}): Target {
  const place = { address: `10.0.0.${id}`, realm: 'city', port: null, credential: null };
  return { deviceId: id as DeviceId, check: 'snmp', ...place, intervalMs: 3_600_000, timeoutMs: 700, ...more };
}

function row(more: Partial<InterfaceRow> = {}): InterfaceRow {
  const text = { ifDescr: 'GigabitEthernet0/1', ifName: 'Gi0/1', ifAlias: 'to r2', ifType: 6 };
  const state = { ifAdminStatus: 1, ifOperStatus: 1, ifSpeed: 1_000_000_000, ifHighSpeed: 1000, ifCounterDiscontinuityTime: 0 };
  return { ifIndex: 1, ...text, ...state, ifInOctets: 1n, ifOutOctets: 2n, ifHCInOctets: 3n, ifHCOutOctets: 4n, ...more };
}

/** A prober over a reader that answers as the test says. */
async function bench(options: Partial<SnmpProberOptions> = {}, answer: InterfacesRead = { kind: 'timed-out' }) {
  const asked: { host: string; port: number; credential: SnmpCredential; timeoutMs?: number; retries?: number }[] = [];
  const reader = {
    readInterfaces: (host: string, port: number, credential: SnmpCredential, { timeoutMs, retries }: ReadOptions) => {
      asked.push({ host, port, credential, timeoutMs, retries });
      return Promise.resolve(answer);
    },
    counts: () => ({ sent: 0, received: 0, foreign: 5, garbage: 0, rediscoveries: 0 }),
    close: () => Promise.resolve(),
  } as unknown as SnmpReader;
  const clock = { monotonicMs: () => 1000, wallMs: () => 1_700_000_000_000 };
  const prober = new NetSnmpProber({ openCredential: () => Promise.resolve(null), defaultCredential: PUBLIC, ...options }, clock, () =>
    Promise.resolve({ kind: 'opened', reader, reason: 'a test' }),
  );
  const results: SnmpResult[] = [];
  const waiting = new Set<() => void>();
  const status = await prober.start((result) => {
    results.push(result);
    for (const look of waiting) look();
  });
  const told = (count: number) =>
    new Promise<SnmpResult[]>((resolve) => {
      const look = () => results.length >= count && resolve(results);
      waiting.add(look);
      look();
    });
  return { prober, asked, results, told, status };
}

const ids = (...numbers: number[]) => numbers as DeviceId[];

describe('the SNMP prober', () => {
  it('says what a device answered, dated by the beginning of the walk', async () => {
    const answer: InterfacesRead = {
      kind: 'read',
      sysUpTimeTicks: 4711,
      sysName: 'r1',
      interfaces: [row()],
      faults: ['ifAlias: walk stood still'],
      ageMs: 250,
    };
    const { prober, told, asked, status } = await bench({}, answer);
    expect(status).toEqual({ engine: 'snmp', reason: 'a test', able: true });
    prober.assign([target(1), target(2, { check: 'icmp' })]);
    prober.askNow(ids(1, 2));
    const [result] = await told(1);
    expect(result).toEqual({
      deviceId: 1,
      observedAtMs: 1_699_999_999_750,
      kind: 'read',
      sysUpTimeTicks: 4711,
      interfaces: toReadings([row()]),
      faults: ['ifAlias: walk stood still'],
    });
    expect(asked).toEqual([{ host: '10.0.0.1', port: 161, credential: PUBLIC, timeoutMs: 700, retries: 1 }]);
    expect(prober.figures()).toMatchObject({ sent: 1, byOutcome: { replied: 1, late: 5, duplicate: 0 } });
    await prober.stop();
  });

  it('opens each credential once, and anew with the next assignment', async () => {
    const opened: string[] = [];
    const openCredential = (name: string) => {
      opened.push(name);
      return Promise.resolve(opened.length === 1 ? PUBLIC : SECRET);
    };
    const { prober, told, asked } = await bench({ openCredential });
    const targets = [1, 2].map((id) => target(id, { credential: 'core', port: 1161 }));
    prober.assign(targets);
    prober.askNow(ids(1, 2));
    await told(2);
    prober.assign(targets);
    prober.askNow(ids(1));
    await told(3);
    expect(opened).toEqual(['core', 'core']);
    expect(asked.map(({ credential, port }) => [credential, port])).toEqual([
      [PUBLIC, 1161],
      [PUBLIC, 1161],
      [SECRET, 1161],
    ]);
    await prober.stop();
  });

  it('asks a device that was silent only once, until it speaks again', async () => {
    const { prober, told, asked } = await bench({ retries: 2 });
    prober.assign([target(1)]);
    for (let reading = 1; reading <= 2; reading += 1) {
      prober.askNow(ids(1));
      await told(reading);
      // Assigned again it is still the device that was silent.
      prober.assign([target(1)]);
    }
    expect(asked.map(({ retries }) => retries)).toEqual([2, 0]);
    await prober.stop();
  });

  it('does not ask without a credential, says so once, and tries again when it is assigned again', async () => {
    const { prober, told, asked, results } = await bench({ defaultCredential: null });
    prober.assign([target(1)]);
    prober.askNow(ids(1));
    await told(1);
    prober.askNow(ids(1));
    expect(results).toEqual([{ deviceId: 1, observedAtMs: 1_700_000_000_000, kind: 'rejected', reason: 'no credential' }]);
    prober.assign([target(1)]);
    prober.askNow(ids(1));
    await told(2);
    expect(asked).toEqual([]);
    await prober.stop();
  });

  it('fails a reading whose credential could not be opened, without telling why in words of the store, and opens it again', async () => {
    let tries = 0;
    const openCredential = () => (++tries === 1 ? Promise.reject(new Error('key 0xdeadbeef')) : Promise.resolve(SECRET));
    const { prober, told } = await bench({ openCredential });
    prober.assign([target(1, { credential: 'core' })]);
    prober.askNow(ids(1));
    await told(1);
    prober.askNow(ids(1));
    const results = await told(2);
    expect(results).toMatchObject([{ kind: 'failed', reason: 'credential cannot be opened' }, { kind: 'timed-out' }]);
    await prober.stop();
  });

  it('is silent after it was stopped', async () => {
    const { prober, results } = await bench();
    prober.assign([target(1)]);
    await prober.stop();
    prober.askNow(ids(1));
    expect(results).toEqual([]);
  });
});

describe('an interface as read', () => {
  it('counts in 64 bits where there are any, never one direction of each', () => {
    expect(toReadings([row()])[0]).toMatchObject({ receiveBytes: 3n, transmitBytes: 4n, counterBits: 64 });
    expect(toReadings([row({ ifHCInOctets: null })])[0]).toMatchObject({ receiveBytes: null, transmitBytes: 4n, counterBits: 64 });
    const narrow = row({ ifHCInOctets: null, ifHCOutOctets: null });
    expect(toReadings([narrow])[0]).toMatchObject({ receiveBytes: 1n, transmitBytes: 2n, counterBits: 32 });
  });

  it('has the speed of ifHighSpeed, else of ifSpeed unless that says "more"', () => {
    const speed = (ifHighSpeed: number | null, ifSpeed: number | null) =>
      toReadings([row({ ifHighSpeed, ifSpeed })])[0]?.speedBitsPerSecond;
    expect(speed(100_000, 0xffff_ffff)).toBe(100_000_000_000);
    expect(speed(0, 64_000)).toBe(64_000);
    expect(speed(null, 0xffff_ffff)).toBeNull();
    expect(speed(null, null)).toBeNull();
  });

  it('is named by what it has, and left out if it tells no state', () => {
    expect(toReadings([row({ ifName: '' })])[0]?.ifName).toBe('GigabitEthernet0/1');
    expect(toReadings([row({ ifName: null, ifDescr: null })])[0]?.ifName).toBe('1');
    expect(toReadings([row({ ifOperStatus: null, ifAdminStatus: null })])).toEqual([]);
    expect(toReadings([row({ ifOperStatus: null })])[0]?.operStatus).toBe(4);
  });
});
