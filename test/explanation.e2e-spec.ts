import type { SensorReading } from '@app/equipment';
import { InProcessFeed } from '@app/feed';
import type { DeviceId } from '@app/kernel';
import { type Explanation, OutageQueries, type OutageView } from '@app/outages';
import { InspectingProber, PROBE_OUTCOME } from '@app/probing';
import type { TopologyDocument } from '@app/topology';
import { deviceDocument, FakeInspector, neighbour, port, receivePower } from '@testing/equipment';
import { FakeIcmpProber, FakeSnmpProber, FakeTrapListener } from '@testing/probing';
import { Engine } from '../apps/engine/src/index.js';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { engineOn } from './support/engine.js';
import { eventually } from './support/nadi.js';

const INTERVALS = { infrastructureMs: 1_000, cameraMs: 1_000, icmpTimeoutMs: 500, snmpRouterMs: 60_000, snmpMs: 60_000, sensorMs: 500 };
/** Behind both links in one duct, whose station has a UPS. */
const LOST = ['sub-sw', 'sub-ups', 'gd2-sw', 'gd2-cam-1'];

/** The small city, with a UPS at the end of the line. */
function document(): TopologyDocument {
  const city = fixture('small-city.json') as unknown as TopologyDocument;
  const ups = { name: 'sub-ups', role: 'UPS' as const, place: 'SUB', address: '10.0.4.9', checks: ['icmp' as const, 'snmp' as const] };
  const link = { code: 'L-UPS', a: { device: 'sub-sw', interface: 'ge9' }, z: { device: 'sub-ups', interface: 'eth0' } };
  return { ...city, devices: [...city.devices, ups], links: [...city.links, link] };
}

function mains(volts: number): SensorReading {
  const none = { kind: null, ifIndex: null, entPhysicalIndex: null, limits: null, source: 'standard' as const };
  return { ...none, class: 'voltage', oid: '1.3.6.1.2.1.33.1.3.3.1.3.1', index: '1', descr: 'Input line 1', value: volts };
}

/** The switch before the lost station, as it tells of itself. */
function switchDocument(sees: readonly string[], dbm: number | null) {
  const ports = ['ge1', 'ge2', 'ge3', 'ge4'].map((ifName, at) => port(at + 1, { ifName }));
  const sensors = dbm === null ? [] : [receivePower(2, dbm, { descr: 'ge2 Rx' })];
  return deviceDocument({ interfaces: ports, sensors, neighbours: sees.map((name) => neighbour(name, 'sub-sw')) });
}

/** An engine on a real database, in a network that a test plays: who is silent, which ports are down, what is told beside. */
class Played {
  readonly inspector = new FakeInspector();
  readonly traps = new FakeTrapListener();
  readonly silent = new Set<string>();
  readonly downPorts = new Set<string>();
  ids: ReadonlyMap<string, DeviceId> = new Map();
  private readonly icmp = new FakeIcmpProber();
  private readonly snmp = new FakeSnmpProber();
  private readonly engine: Engine;
  private readonly answering: NodeJS.Timeout;

  constructor(nadi: TestDatabase, inspector?: FakeInspector) {
    for (const [host, told] of inspector?.answers ?? []) this.inspector.answers.set(host, told);
    const equipment = new InspectingProber({
      open: () => Promise.resolve({ kind: 'opened', inspector: this.inspector, reason: 'a test', close: () => Promise.resolve() }),
      intervals: { sensorMs: INTERVALS.sensorMs, factsMs: 1_000 },
      openCredential: () => Promise.resolve(null),
      defaultCredential: { version: 'v2c', community: 'public' },
    });
    this.engine = engineOn(nadi, {
      settings: {
        intervals: INTERVALS,
        hasDefaultCredential: true,
        detection: { tries: 2, spacingMs: 100 },
        window: { settleMs: 500, maxMs: 2_000 },
      },
      feed: new InProcessFeed(this.icmp, this.snmp, { equipment, traps: this.traps }),
    }).engine;
    this.answering = setInterval(() => this.answer(), 200);
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.answering);
    await this.engine.stop();
  }

  /** What is silent is rejected by the switch before it. */
  private answer(): void {
    const now = Date.now();
    const names = new Map([...this.ids].map(([name, id]) => [id, name]));
    const isSilent = (id: DeviceId) => this.silent.has(names.get(id) ?? '');
    this.icmp.answer(
      ...this.icmp.assigned.map(({ deviceId }) =>
        isSilent(deviceId)
          ? { deviceId, outcome: PROBE_OUTCOME.REJECTED, observedAtMs: now, rejectedBy: '10.0.3.1' }
          : { deviceId, outcome: PROBE_OUTCOME.REPLIED, observedAtMs: now, rttSeconds: 0.001 },
      ),
    );
    const teller = this.ids.get('psa-sw');
    if (teller === undefined) return;
    const empty = { ifAlias: null, speedBitsPerSecond: null, receiveBytes: null, transmitBytes: null, counterDiscontinuityTicks: null };
    const interfaces = ['ge1', 'ge2', 'ge3', 'ge4'].map((ifName, at) => ({
      ...empty,
      ifIndex: at + 1,
      ifName,
      adminUp: true,
      operStatus: this.downPorts.has(ifName) ? 2 : 1,
      counterBits: 64 as const,
    }));
    this.snmp.answer({ kind: 'read', deviceId: teller, observedAtMs: now, sysUpTimeTicks: 1, interfaces, faults: [] });
  }
}

describe('an outage that everything tells of', () => {
  let nadi: TestDatabase;
  let played: Played;
  let queries: OutageQueries;
  beforeAll(async () => {
    nadi = await startTestDatabase();
    await nadi.importer.import(document(), { actor: 'test', dryRun: false });
    queries = new OutageQueries(nadi.transactor);
    played = new Played(nadi);
    await name(played);
  }, 60_000);
  afterAll(async () => {
    await played.stop();
    await nadi.stop();
  }, 60_000);

  async function name(network: Played): Promise<void> {
    const rows = await nadi.rows<{ name: string; id: DeviceId }>('SELECT name, id FROM device');
    network.ids = new Map(rows.map(({ name: of, id }) => [of, id]));
  }
  const all = async () => (await queries.page({}, { first: 10, after: null })).items.map(({ item }) => item);
  async function explained(): Promise<{ outage: OutageView; explanation: Explanation | null; explainedAt: Date | null; steps: string[] }> {
    const [outage] = await all();
    const [kept] = outage ? await queries.explanationsOf([outage.outageId]) : [];
    const events = outage ? ((await queries.eventsOf([outage.outageId], 50)).get(outage.outageId) ?? []) : [];
    return {
      outage: outage as OutageView,
      explanation: kept?.explanation ?? null,
      explainedAt: kept?.explainedAt ?? null,
      steps: events.map(({ kind }) => kind),
    };
  }
  const kindsFor = (explanation: Explanation | null, code: string) =>
    new Set(explanation?.candidates.find((each) => each.code === code)?.evidence.map(({ kind, polarity }) => `${polarity} ${kind}`));

  it('is explained by all of it, for and against, and what fits the power stands first', async () => {
    played.inspector.answers.set('10.0.4.9', deviceDocument({ sensors: [mains(231)] }));
    played.inspector.answers.set('10.0.3.1', switchDocument(['ge2', 'ge3'], -23.5));
    await played.start();
    // The light must be low three times in a row, and neighbours seen, before anything happens.
    const low = () => nadi.rows(`SELECT 1 FROM optical_alarm WHERE root_code = 'L-PSA-SUB-1'`);
    await eventually(low, (rows) => rows.length > 0, 'the low light');
    played.inspector.answers.set('10.0.4.9', deviceDocument({ sensors: [mains(0)] }));
    const before = played.inspector.asked.length;
    await eventually(
      () => played.inspector.asked.slice(before).filter(({ host, parts }) => host === '10.0.4.9' && parts.includes('sensors')).length,
      (count) => count > 1,
      'the UPS to be read on its battery',
    );
    for (const lost of LOST) played.silent.add(lost);
    for (const down of ['ge2', 'ge3']) played.downPorts.add(down);
    played.inspector.answers.delete('10.0.4.9');
    const teller = played.ids.get('psa-sw') as DeviceId;
    played.traps.hint({ deviceIds: [teller], kind: 'linkDown', receivedAtMs: Date.now(), trapOid: '1.3.6.1.6.3.1.1.5.3', ifIndex: 2 });
    await eventually(all, (outages) => outages.length > 0, 'the outage');
    // Whoever stands next to it is inspected because it opened, and has lost its neighbours and its light by now.
    played.inspector.answers.set('10.0.3.1', switchDocument([], null));
    const { outage, explanation } = await eventually(
      explained,
      (told) => kindsFor(told.explanation, 'SUB').has('for neighbour-lost'),
      'the evidence of the neighbours',
    );
    expect(outage).toMatchObject({ alertName: 'PlaceDown', rootCode: 'SUB', probableCause: 'power' });
    expect(outage.candidates.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['PLACE SUB', 'DEVICE sub-sw', 'CONDUIT DUCT1']);
    const common = [
      'for silence',
      'for interface-down',
      'for still-answers',
      'for neighbour-lost',
      'for link-down-trap',
      'for icmp-unreachable',
    ];
    expect(kindsFor(explanation, 'SUB')).toEqual(new Set([...common, 'for ups-on-battery']));
    expect(kindsFor(explanation, 'DUCT1')).toEqual(new Set([...common, 'for light-low']));
    const sentences = explanation?.candidates.flatMap(({ evidence }) => evidence.map(({ sentence }) => sentence));
    expect(sentences).toContain('UPS sub-ups of SUB lives on its battery');
    expect(sentences).toContain('psa-sw (10.0.3.1) says destination unreachable for 4 of 4 silent devices: the way to it works');
    expect(explanation).toMatchObject({
      openedOnVersion: 1,
      judgedOnVersion: 1,
      stations: [{ code: 'SUB', devices: 4, cameras: 1, isIsolated: true }],
      buildings: ['GD2'],
    });
  }, 90_000);

  it('is judged again on a changed network, visibly, keeps the version it opened on over a restart, and is explained when it is over', async () => {
    const changed = document();
    const buildings = [...(changed.buildings ?? []), { code: 'GD9', name: 'Gedung Contoh 9', station: 'PRB' }];
    await nadi.importer.import({ ...changed, buildings }, { actor: 'test', dryRun: false });
    const rejudged = await eventually(explained, ({ explanation }) => explanation?.judgedOnVersion === 2, 'another judgement');
    expect(rejudged.explanation?.openedOnVersion).toBe(1);
    expect(rejudged.outage.judgedOnVersion).toBe(2);
    // Nothing is otherwise on it: that is no step.
    expect(rejudged.steps).not.toContain('rejudged');
    await played.stop();
    const { inspector, silent, downPorts } = played;
    played = new Played(nadi, inspector);
    for (const lost of silent) played.silent.add(lost);
    for (const down of downPorts) played.downPorts.add(down);
    await name(played);
    const restartedAt = new Date();
    await played.start();
    // What was told before the restart by those that are silent now stays.
    const isAnew = ({ explainedAt }: { explainedAt: Date | null }) => explainedAt !== null && explainedAt > restartedAt;
    const again = await eventually(explained, isAnew, 'the explanation by another engine');
    expect(again.explanation).toMatchObject({ openedOnVersion: 1, judgedOnVersion: 2 });
    for (const kind of ['ups-on-battery', 'neighbour-lost', 'link-down-trap'])
      expect(kindsFor(again.explanation, 'SUB')).toContain(`for ${kind}`);
    played.silent.clear();
    played.downPorts.clear();
    const over = await eventually(explained, ({ outage }) => !outage.isOpen, 'the outage to clear');
    expect(over.explanation).toMatchObject({ openedOnVersion: 1, judgedOnVersion: 2, buildings: ['GD2'] });
    expect(over.steps.at(-1)).toBe('cleared');
    expect(await all()).toHaveLength(1);
  }, 90_000);
});
