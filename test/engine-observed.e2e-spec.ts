import { createMetricsRegistry } from '@app/platform';
import { Exporter, ReachabilityFleetSource } from '@app/exporter';
import { InProcessFeed } from '@app/feed';
import { InspectingProber, PROBE_OUTCOME } from '@app/probing';
import { deviceDocument, FakeInspector, onu, port, receivePower } from '@testing/equipment';
import { FakeIcmpProber, FakeSnmpProber } from '@testing/probing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Engine } from '../apps/engine/src/index.js';
import { type AlertSink, startAlertSink } from './support/alert.sink.js';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { engineOn } from './support/engine.js';
import { eventually } from './support/nadi.js';

const INTERVALS = { infrastructureMs: 5_000, cameraMs: 5_000, icmpTimeoutMs: 1_000, snmpRouterMs: 60_000, snmpMs: 60_000, sensorMs: 1_000 };
const OPEN_ALERT = 'OpticalMarginLow L-PLD-PRA';

/** The core router, with this light at the end of its link to pra-rt; null: none at all. */
function core(dbm: number | null) {
  const ports = ['ge1', 'ge2'].map((ifName, at) => port(at + 1, { ifName }));
  const sensors = dbm === null ? [] : [receivePower(1, dbm, { descr: 'ge1 Rx' })];
  return deviceDocument({ interfaces: ports, sensors, onus: [onu('0/1/1:1', { state: 'offline', downCause: 'dying-gasp' })] });
}

/** An engine on a real database, with devices that a test plays. */
class Played {
  readonly icmp = new FakeIcmpProber();
  readonly inspector = new FakeInspector();
  readonly exporter: Exporter;
  private readonly engine: Engine;
  private readonly answering: NodeJS.Timeout;

  constructor(nadi: TestDatabase, alerts: AlertSink) {
    const equipment = new InspectingProber({
      open: () => Promise.resolve({ kind: 'opened', inspector: this.inspector, reason: 'a test', close: () => Promise.resolve() }),
      intervals: { sensorMs: INTERVALS.sensorMs, factsMs: 3_600_000 },
      openCredential: () => Promise.resolve(null),
      defaultCredential: { version: 'v2c', community: 'public' },
    });
    this.engine = engineOn(nadi, {
      settings: {
        intervals: INTERVALS,
        hasDefaultCredential: true,
        detection: { tries: 3, spacingMs: 500 },
        window: { settleMs: 500, maxMs: 2_000 },
      },
      feed: new InProcessFeed(this.icmp, new FakeSnmpProber(), { equipment }),
      alertmanagers: [alerts.url],
    }).engine;
    this.exporter = new Exporter(new ReachabilityFleetSource(() => this.engine.fleet()), createMetricsRegistry());
    this.answering = setInterval(() => {
      const now = Date.now();
      this.icmp.answer(
        ...this.icmp.assigned.map(({ deviceId }) => ({ deviceId, outcome: PROBE_OUTCOME.REPLIED, observedAtMs: now, rttSeconds: 0.001 })),
      );
    }, 200);
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.answering);
    await this.engine.stop();
  }
}

describe('an engine whose devices tell of themselves', () => {
  let nadi: TestDatabase;
  let alerts: AlertSink;
  let played: Played;
  let server: Server;
  beforeAll(async () => {
    nadi = await startTestDatabase();
    alerts = await startAlertSink();
    await nadi.importer.import(fixture('small-city.json'), { actor: 'test', dryRun: false });
    played = new Played(nadi, alerts);
    server = createServer((request, response) => void played.exporter.metrics.handleMetrics(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await played.stop();
    server.close();
    await alerts.stop();
    await nadi.stop();
  }, 60_000);

  const idOf = async (name: string) => String((await nadi.rows<{ id: number }>('SELECT id FROM device WHERE name = $1', [name]))[0].id);
  const metrics = async () => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).text();

  it('shows them to Prometheus, and fills in what the topology leaves open', async () => {
    played.inspector.answers.set('10.0.0.1', core(-15));
    await played.start();
    const text = await eventually(metrics, (told) => told.includes('nadi_optical_margin_db{'), 'the light');
    expect(text).toMatch(/^nadi_sensor_value\{device="pld-core",sensor="ge1 Rx",class="dbm",unit="dBm"\} -15$/m);
    expect(text).toMatch(/^nadi_sensor_info\{device="pld-core",sensor="ge1 Rx",class="dbm",interface="ge1",kind="receive"\} 1$/m);
    expect(text).toMatch(/^nadi_optical_margin_db\{device="pld-core",interface="ge1"\} 9$/m);
    expect(text).toMatch(/^nadi_onu_up\{device="pld-core",onu="0\/1\/1:1"\} 0$/m);
    expect(text).toMatch(/^nadi_onus\{device="pld-core",state="offline",cause="dying-gasp"\} 1$/m);
    expect(text).toMatch(/^nadi_device_info\{device="pld-core",.*vendor="Contoh",model="S-48"\} 1$/m);
    expect(alerts.firing()).toEqual([]);
  }, 30_000);

  it('tells low light once, over a restart, and resolves it once', async () => {
    played.inspector.answers.set('10.0.0.1', core(-23.5));
    await eventually(
      () => alerts.firing(),
      (firing) => firing.length > 0,
      'the alert',
    );
    await played.stop();
    played = new Played(nadi, alerts);
    played.inspector.answers.set('10.0.0.1', core(-23.5));
    await played.start();
    await eventually(metrics, (told) => told.includes('nadi_optical_margin_db{'), 'the light after a restart');
    expect(alerts.turns).toEqual([{ status: 'firing', alert: OPEN_ALERT }]);
    played.inspector.answers.set('10.0.0.1', core(-12));
    await eventually(
      () => alerts.firing(),
      (firing) => firing.length === 0,
      'the end of the alert',
    );
    expect(alerts.turns).toEqual([
      { status: 'firing', alert: OPEN_ALERT },
      { status: 'resolved', alert: OPEN_ALERT },
    ]);
  }, 60_000);

  it('reads a device at once when somebody asks for it', async () => {
    played.inspector.answers.set('10.0.1.1', core(-12));
    const whole = () => played.inspector.asked.filter(({ host, parts }) => host === '10.0.1.1' && parts.length === 5).length;
    await nadi.events.publish({ type: 'probe.requested', id: await idOf('pra-rt') });
    const read = () => nadi.rows('SELECT 1 FROM device_facts JOIN device ON device.id = device_id WHERE name = $1', ['pra-rt']);
    await eventually(read, (rows) => rows.length > 0, 'the first reading');
    // From now on it is read in parts, but for somebody's wish.
    const before = whole();
    await nadi.events.publish({ type: 'probe.requested', id: await idOf('pra-rt') });
    await eventually(whole, (count) => count > before, 'the inspection');
  }, 30_000);
});
