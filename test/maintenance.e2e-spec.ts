import { jest } from '@jest/globals';
import { InProcessFeed } from '@app/feed';
import type { DeviceId } from '@app/kernel';
import { type MaintenanceRequest, MaintenanceService } from '@app/maintenance';
import { OutageQueries } from '@app/outages';
import { SystemClock } from '@app/platform';
import { PROBE_OUTCOME } from '@app/probing';
import { FakeIcmpProber, FakeSnmpProber } from '@testing/probing';
import { Engine } from '../apps/engine/src/index.js';
import { type AlertSink, startAlertSink } from './support/alert.sink.js';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';
import { engineOn } from './support/engine.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);

const INTERVALS = { infrastructureMs: 1_000, cameraMs: 1_000, icmpTimeoutMs: 500, snmpRouterMs: 60_000, snmpMs: 60_000, sensorMs: 60_000 };
const BEHIND_S9 = ['gd1-sw', 'gd1-cam-1', 'gd1-cam-2'];

let nadi: TestDatabase;
let alerts: AlertSink;
let engine: Engine;
let service: MaintenanceService;
let answering: NodeJS.Timeout;
const silent = new Set<string>();
const clock = new SystemClock();

beforeAll(async () => {
  nadi = await startTestDatabase();
  alerts = await startAlertSink();
  await nadi.importer.import(fixture('small-city.json'), { actor: 'test', dryRun: false });
  const icmp = new FakeIcmpProber();
  const names = new Map((await nadi.rows<{ name: string; id: DeviceId }>('SELECT name, id FROM device')).map(({ id, name }) => [id, name]));
  ({ engine, maintenance: service } = engineOn(nadi, {
    settings: {
      intervals: INTERVALS,
      hasDefaultCredential: false,
      detection: { tries: 2, spacingMs: 100 },
      window: { settleMs: 300, maxMs: 2_000 },
    },
    feed: new InProcessFeed(icmp, new FakeSnmpProber(), {}),
    alertmanagers: [alerts.url],
  }));
  answering = setInterval(() => {
    const now = Date.now();
    icmp.answer(
      ...icmp.assigned.map(({ deviceId }) =>
        silent.has(names.get(deviceId) ?? '')
          ? { deviceId, outcome: PROBE_OUTCOME.TIMED_OUT, observedAtMs: now }
          : { deviceId, outcome: PROBE_OUTCOME.REPLIED, observedAtMs: now, rttSeconds: 0.001 },
      ),
    );
  }, 100);
  await engine.start();
  await eventually(
    () => nadi.rows<{ status: string }>(`SELECT status FROM device_status WHERE status = 'UP'`),
    (rows) => rows.length === 10,
    'everything to answer',
  );
});
afterAll(async () => {
  clearInterval(answering);
  await engine.stop();
  await alerts.stop();
  await nadi.stop();
});

function works(changes: Partial<MaintenanceRequest>): Promise<Awaited<ReturnType<MaintenanceService['schedule']>>> {
  const now = clock.now().getTime();
  return service.schedule({
    title: 'works',
    kind: 'ONE_OFF',
    startsAt: new Date(now),
    endsAt: new Date(now + 3_600_000),
    recurrence: null,
    durationS: null,
    subjects: [],
    by: 'ani',
    isDryRun: false,
    ...changes,
  });
}

async function scheduled(changes: Partial<MaintenanceRequest>): Promise<string> {
  const outcome = await works(changes);
  if (outcome.kind !== 'scheduled') throw new Error(JSON.stringify(outcome));
  return outcome.window.id;
}

const outages = async () => (await new OutageQueries(nadi.transactor).page({}, { first: 20, after: null })).items.map(({ item }) => item);
const steps = (root: string) =>
  nadi.rows<{ kind: string; detail: object }>(
    `SELECT outage_event.kind, outage_event.detail FROM outage_event JOIN outage ON outage.id = outage_id WHERE root_code = $1 ORDER BY outage_event.id`,
    [root],
  );

it('measures what is worked on and tells nobody; what goes beyond the works is told; at the end what is still broken is told', async () => {
  const window = await scheduled({ title: 'Ganti ODC', subjects: [{ kind: 'SPAN', code: 'S9' }] });
  for (const name of BEHIND_S9) silent.add(name);
  const [outage] = await eventually(outages, (all) => all.length > 0 && all[0].hushedBy !== null, 'the outage within the works');
  expect(outage).toMatchObject({ affectedCameras: 2, hushedBy: window, isOpen: true });
  const statuses = await nadi.rows(`SELECT status FROM device_status WHERE status <> 'UP'`);
  expect(statuses).toHaveLength(3);
  expect(await steps(outage.rootCode ?? '')).toContainEqual({ kind: 'hushed', detail: { window, title: 'Ganti ODC' } });

  silent.add('prb-rt');
  await eventually(
    () => alerts.firing(),
    (firing) => firing.length > 0,
    'what goes beyond the works',
  );
  expect(alerts.turns).toEqual([{ status: 'firing', alert: 'DeviceDown prb-rt' }]);

  expect(await service.cancel(window, 'ani')).toEqual({ kind: 'cancelled' });
  await eventually(
    () => alerts.firing(),
    (firing) => firing.length > 1,
    'what is still broken at the end',
  );
  expect(alerts.turns[1]).toEqual({ status: 'firing', alert: `${outage.alertName} ${outage.rootCode}` });
  const told = await eventually(outages, (all) => all.every(({ hushedBy }) => hushedBy === null), 'the mark to go');
  expect(told).toHaveLength(2);
  expect((await steps(outage.rootCode ?? '')).map(({ kind }) => kind)).toContain('unhushed');
  expect(await service.cancel(window, 'ani')).toEqual({ kind: 'already-cancelled' });
});

it('resolves what was told once works on it begin, and tells no end of what healed within them', async () => {
  const before = alerts.turns.length;
  const window = await scheduled({ subjects: [{ kind: 'DEVICE', code: 'prb-rt' }] });
  await eventually(
    () => alerts.firing(),
    (firing) => !firing.includes('DeviceDown prb-rt'),
    'the alert to go',
  );
  silent.clear();
  await eventually(outages, (all) => all.every(({ isOpen }) => !isOpen), 'everything to heal');
  await eventually(
    () => alerts.firing(),
    (firing) => firing.length === 0,
    'all alerts to go',
  );
  expect(alerts.turns.slice(before).filter(({ alert }) => alert.includes('prb-rt'))).toEqual([
    { status: 'resolved', alert: 'DeviceDown prb-rt' },
  ]);
  expect(await service.cancel(window, 'ani')).toEqual({ kind: 'cancelled' });
});

it('begins a flexible window when its subject falls silent, and not for anything else', async () => {
  const before = alerts.turns.length;
  const window = await scheduled({ kind: 'FLEXIBLE', durationS: 600, subjects: [{ kind: 'PLACE', code: 'GD2' }] });
  const began = async () =>
    (await nadi.rows<{ at: Date | null }>('SELECT began_at AS at FROM maintenance_window WHERE id = $1', [window]))[0].at;
  silent.add('gd1-cam-1');
  await eventually(
    () => alerts.firing(),
    (firing) => firing.includes('CameraDown gd1-cam-1'),
    'a camera elsewhere',
  );
  expect(await began()).toBeNull();
  silent.add('gd2-sw').add('gd2-cam-1');
  await eventually(began, (at) => at !== null, 'the window to begin');
  const hushed = await eventually(outages, (all) => all.some(({ hushedBy }) => hushedBy === window), 'the outage within it');
  expect(hushed.filter(({ isOpen }) => isOpen)).toHaveLength(2);
  expect(alerts.turns.slice(before)).toEqual([{ status: 'firing', alert: 'CameraDown gd1-cam-1' }]);
  expect(await service.begin(window, clock.now())).toEqual({ kind: 'already-begun' });
});

it('judges two windows that are scheduled at the same time one after the other', async () => {
  const both = await Promise.all([
    works({ subjects: [{ kind: 'SPAN', code: 'S6' }] }),
    works({ subjects: [{ kind: 'SPAN', code: 'S7' }] }),
  ]);
  expect(both.map(({ kind }) => kind).sort((a, b) => (a < b ? -1 : 1))).toEqual(['isolates', 'scheduled']);
});
