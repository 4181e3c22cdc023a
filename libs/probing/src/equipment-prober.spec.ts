import type { DeviceDocument, DocumentPart, Inspection } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { SnmpCredential } from '@app/snmp';
import { deviceDocument, FakeInspector, port, receivePower } from '@testing/equipment';
import type { DocumentResult } from './document.result.js';
import { type EquipmentProberOptions, InspectingProber } from './equipment-prober.js';
import { EquipmentTurns } from './equipment-turns.js';
import type { Target } from './target.js';

const PUBLIC: SnmpCredential = { version: 'v2c', community: 'public' };

function target(id: number, more: Partial<Target> = {}): Target {
  const base = { deviceId: id as DeviceId, check: 'snmp' as const, address: `10.0.0.${id}`, realm: 'city', port: null, credential: null };
  return { ...base, intervalMs: 10_000, timeoutMs: 700, ...more };
}

async function bench(answers: Record<string, DeviceDocument | Inspection>, options: Partial<EquipmentProberOptions> = {}) {
  const inspector = new FakeInspector();
  for (const [host, answer] of Object.entries(answers)) inspector.answers.set(host, answer);
  let isClosed = false;
  const close = () => Promise.resolve(void (isClosed = true));
  const prober = new InspectingProber(
    {
      open: () => Promise.resolve({ kind: 'opened', inspector, reason: 'a test', close }),
      intervals: { sensorMs: 60_000, factsMs: 300_000 },
      openCredential: () => Promise.resolve(null),
      defaultCredential: PUBLIC,
      ...options,
    },
    { monotonicMs: () => 0, wallMs: () => 1_700_000_000_000, wait: () => Promise.resolve() } as never,
  );
  const results: DocumentResult[] = [];
  let look = () => {};
  const status = await prober.start((result) => {
    results.push(result);
    look();
  });
  const told = (count: number) =>
    new Promise<DocumentResult[]>((resolve) => {
      look = () => results.length >= count && resolve(results);
      look();
    });
  return { prober, inspector, results, told, status, isClosed: () => isClosed };
}

const ids = (...numbers: number[]) => numbers as DeviceId[];
const SWITCH = deviceDocument({ interfaces: [port(1)], sensors: [receivePower(1, -12)] });

describe('the prober of equipment', () => {
  it('hands on what a device tells, dated by when it was told', async () => {
    const { prober, told, status } = await bench({ '10.0.0.1': { kind: 'read', document: SWITCH, ageMs: 250 } });
    expect(status).toEqual({ engine: 'snmp', reason: 'a test', able: true });
    prober.assign([target(1), target(2, { check: 'icmp' })]);
    prober.askNow(ids(1, 2));
    const [result] = await told(1);
    expect(result).toMatchObject({ deviceId: 1, observedAtMs: 1_699_999_999_750, inspection: { document: SWITCH } });
    expect(result.parts).toEqual(['interfaces', 'sensors', 'neighbours', 'onus', 'inventory']);
    expect(prober.figures()).toMatchObject({ sent: 1, byOutcome: { replied: 1, 'timed-out': 0 } });
    await prober.stop();
  });

  it('never inspects a device twice at once, nor more at once than it may', async () => {
    const { prober, inspector, told } = await bench({ '10.0.0.1': SWITCH, '10.0.0.2': SWITCH }, { maxInFlight: 1 });
    let open = () => {};
    inspector.gate = new Promise((resolve) => (open = resolve));
    prober.assign([target(1), target(2)]);
    prober.askNow(ids(1, 1, 2));
    await Promise.resolve();
    await Promise.resolve();
    expect(inspector.asked.map(({ host }) => host)).toEqual(['10.0.0.1']);
    open();
    await told(2);
    expect(inspector.asked.map(({ host }) => host)).toEqual(['10.0.0.1', '10.0.0.2']);
    await prober.stop();
  });

  it('hands in what is known of a device, until it is asked elsewhere or with another credential', async () => {
    const answers = { '10.0.0.1': SWITCH, '10.0.0.9': SWITCH };
    const { prober, inspector, told } = await bench(answers, { openCredential: () => Promise.resolve(PUBLIC) });
    const readings = [
      [target(1)],
      [target(1), target(2)],
      [target(1, { address: '10.0.0.9' })],
      [target(1, { address: '10.0.0.9', credential: 'core' })],
      [],
      [target(1, { address: '10.0.0.9', credential: 'core' })],
    ];
    let count = 0;
    for (const targets of readings) {
      prober.assign(targets);
      if (targets.length === 0) continue;
      prober.askNow(ids(1));
      await told((count += 1));
    }
    const [first, again, elsewhere, otherwise, anew] = inspector.known.map((known) => known ?? null);
    expect(first).not.toBeNull();
    expect(again).toBe(first);
    expect(new Set([first, elsewhere, otherwise, anew]).size).toBe(4);
    await prober.stop();
  });

  it('says that a device was silent, and asks for all of it the next time', async () => {
    const { prober, inspector, told } = await bench({});
    prober.assign([target(1)]);
    prober.askNow(ids(1));
    await told(1);
    inspector.answers.set('10.0.0.1', SWITCH);
    prober.askNow(ids(1));
    const results = await told(2);
    expect(results.map(({ inspection }) => inspection.kind)).toEqual(['timed-out', 'read']);
    await prober.stop();
  });

  it('does not ask without a credential, and says so once', async () => {
    const { prober, inspector, results, told } = await bench({ '10.0.0.1': SWITCH }, { defaultCredential: null });
    prober.assign([target(1)]);
    prober.askNow(ids(1));
    await told(1);
    prober.askNow(ids(1));
    expect(results.map(({ inspection }) => inspection)).toEqual([{ kind: 'rejected', reason: 'no credential' }]);
    expect(inspector.asked).toEqual([]);
    await prober.stop();
  });

  it('closes what it asked with, and is silent after that', async () => {
    const { prober, results, isClosed } = await bench({ '10.0.0.1': SWITCH });
    prober.assign([target(1)]);
    await prober.stop();
    prober.askNow(ids(1));
    expect([isClosed(), results]).toEqual([true, []]);
  });
});

describe('the parts that are due', () => {
  const taken = (turns: EquipmentTurns, phase: number, minutes: number[]) =>
    minutes.map((minute) => turns.take(1, phase, minute * 60_000 + phase * 60_000, false));
  const all: readonly DocumentPart[] = ['interfaces', 'sensors', 'neighbours', 'onus', 'inventory'];

  it('are all at first, then sensors and ONUs each turn, and the rest once in the longer interval', () => {
    const turns = new EquipmentTurns({ sensorMs: 60_000, factsMs: 300_000 });
    const [first, ...then] = taken(turns, 0.5, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(first).toEqual(all);
    expect(then.map((parts) => parts.includes('sensors'))).toEqual(Array(10).fill(true));
    expect(then.filter((parts) => parts.includes('neighbours'))).toHaveLength(2);
  });

  it('come for different devices at different turns', () => {
    const turns = new EquipmentTurns({ sensorMs: 60_000, factsMs: 300_000 });
    const wholeAt = (phase: number) => {
      turns.forget(1);
      return taken(turns, phase, [0, 1, 2, 3, 4, 5])
        .slice(1)
        .findIndex((parts) => parts.includes('interfaces'));
    };
    expect(new Set(Array.from({ length: 20 }, (_, at) => wholeAt(at / 20))).size).toBe(5);
  });

  it('are all of them on a wish', () => {
    const turns = new EquipmentTurns({ sensorMs: 60_000, factsMs: 300_000 });
    turns.take(1, 0, 0, false);
    expect(turns.take(1, 0, 1, false)).toEqual([]);
    expect(turns.take(1, 0, 2, true)).toEqual(all);
  });
});
