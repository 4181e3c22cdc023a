import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopologyDocument } from '@app/topology';
import { CityUnderTest } from './cuts/city.under.test.js';
import { CutDraw, diceOf } from './cuts/cut.draw.js';
import { tryCut } from './cuts/cut.trial.js';
import { NaiveNetwork } from './cuts/naive.network.js';
import { type RunningAlertmanager, startAlertmanager } from './support/alertmanager.js';
import { eventually, nadi, type RunningNadi, startNadi } from './support/nadi.js';
import { expectAllQueriesToReturnData, program, startPrometheus } from './support/prometheus.js';

const alertmanager = program('prometheus-alertmanager');
const prometheus = program('prometheus');
const describeReal = alertmanager && prometheus ? describe : describe.skip;

/** Quick rounds, so that a test may wait for many of them. */
const ENV = {
  NADI_DEMO_CAMERAS: '600',
  NADI_TRAP_PORT: '0',
  NADI_INFRA_INTERVAL_MS: '1000',
  NADI_CAMERA_INTERVAL_MS: '2000',
  NADI_PROBE_TIMEOUT_MS: '500',
  NADI_SNMP_ROUTER_INTERVAL_MS: '2000',
  NADI_SNMP_INTERVAL_MS: '4000',
  NADI_CONFIRM_SPACING_MS: '200',
  // An alert lasts four of these without us: a restart on a busy machine takes longer than eight seconds.
  NADI_ALERT_RESEND_MS: '5000',
};
/** What is wrongly told would be told within so many rounds of everything. */
const ROUNDS_MS = 7_000;
/** From an answer that contradicts to the alert of it. */
const JUDGED_MS = 3_000;
/** Single and double cuts: `npm run -s cuts` tries many more. */
const RANDOM_CUTS = { seed: 8, count: 3 };
const SPAN = 'SPAN-BEKKOT-BEKKAB';
const RING_SPAN = 'SPAN-JAKPUS-GAMBIR-SAWAHBESAR';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface OpenOutages {
  readonly outages: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly alertName: string; readonly rootCode: string; readonly affectedCameras: number };
    }[];
  };
}

interface ExplainedOutage {
  readonly affectedCameras: number;
  readonly explanation: {
    readonly isolatedStations: readonly string[];
    readonly candidates: readonly {
      readonly code: string;
      readonly evidence: readonly { readonly kind: string; readonly polarity: string }[];
    }[];
    readonly steps: readonly { readonly kind: string }[];
  };
}

describeReal('the demo city, with real packets and a real Alertmanager', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-city-'));
  let telling: RunningAlertmanager;
  let service: RunningNadi;
  let token: string;

  beforeAll(async () => {
    telling = await startAlertmanager(alertmanager ?? '');
    service = await start();
    ({ token } = service);
    await everybodyAnswers();
  }, 120_000);

  afterAll(async () => {
    await service?.stop();
    await telling?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  async function start(): Promise<RunningNadi> {
    return startNadi({ dataDir, ...(token === undefined ? {} : { token }), env: { ...ENV, NADI_ALERTMANAGER_URLS: telling.url } });
  }

  async function lab(...words: string[]): Promise<void> {
    const { code, stderr } = await nadi(['lab', ...words, '--data', dataDir]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }

  async function open() {
    const query = '{ outages(filter: { isOpen: true }) { totalCount edges { node { id alertName rootCode affectedCameras } } } }';
    const { data, errors } = await service.graphql<OpenOutages>(query);
    expect(errors).toBeUndefined();
    return data.outages.edges.map(({ node }) => node);
  }

  async function everybodyAnswers(): Promise<void> {
    const query = '{ devices(filter: { statuses: [DOWN, UNREACHABLE, UNKNOWN, DEGRADED] }) { totalCount } }';
    await eventually(
      async () => (await service.graphql<{ devices: { totalCount: number } }>(query)).data.devices.totalCount,
      (count) => count === 0,
      'every device to be up',
      60_000,
    );
  }

  const firing = async () => (await telling.alerts()).map(({ labels }) => `${labels['alertname']} ${labels['root']}`);
  const told = (status: string) =>
    telling.notifications.filter((each) => each.status === status).map(({ alertname, root }) => `${alertname} ${root}`);
  const isAlone = (alert: string) => (alerts: readonly string[]) => alerts.length === 1 && alerts[0] === alert;

  /** A station with cameras in its area and a device of its own that tells of its interfaces, not behind the cut. */
  async function stationWithCameras(): Promise<{ polres: string; station: string; building: string; device: string }> {
    const { stdout } = await nadi(['export', '-', '--data', dataDir]);
    const { buildings = [], devices } = JSON.parse(stdout) as TopologyDocument;
    const stationOf = new Map(buildings.map(({ code, station }) => [code, station]));
    const watched = new Set(devices.filter(({ role }) => role === 'CAMERA').map(({ place }) => stationOf.get(place)));
    const teller = devices.find(
      ({ place, checks }) => watched.has(place) && !place.includes('BEKKAB') && (checks?.includes('snmp') ?? false),
    );
    const station = teller?.place ?? '';
    return {
      // Where the cut is: a list of what is open is empty elsewhere.
      polres: 'PMJ-BEKKAB',
      station,
      building: buildings.find((row) => row.station === station)?.code ?? '',
      device: teller?.name ?? '',
    };
  }

  it('tells nothing while nothing is wrong', async () => {
    await pause(ROUNDS_MS);
    expect(await firing()).toEqual([]);
    expect(await open()).toEqual([]);
  }, 30_000);

  it('tells one alert for one cut, and it names the span; no camera behind it is told of', async () => {
    await lab('cut', SPAN);
    await eventually(firing, isAlone(`FibreSpanCut ${SPAN}`), 'the alert');
    await pause(ROUNDS_MS);
    expect(await firing()).toEqual([`FibreSpanCut ${SPAN}`]);
    expect(told('firing')).toEqual([`FibreSpanCut ${SPAN}`]);
    const [alert] = await telling.alerts();
    expect(alert.labels).toMatchObject({ kind: 'SPAN', root: SPAN, station: expect.stringMatching(/^PMJ/) as string });
    expect(Number(alert.annotations['affected_cameras'])).toBeGreaterThan(50);
    expect(alert.annotations['candidates']).toBe(`SPAN ${SPAN}`);
    expect(await open()).toEqual([expect.objectContaining({ rootCode: SPAN, alertName: 'FibreSpanCut' })]);
  }, 60_000);

  it('explains it: what is dark, who answers, what is behind it', async () => {
    const query = `{ outages(filter: { isOpen: true }) { nodes { affectedCameras explanation {
      isExplained isolatedStations buildingCount cameras(first: 1) { totalCount } candidates { code evidence { kind polarity } } steps { kind } } } } }`;
    const { data } = await service.graphql<{ outages: { nodes: readonly ExplainedOutage[] } }>(query);
    const [{ affectedCameras, explanation }] = data.outages.nodes;
    expect(explanation).toMatchObject({ isExplained: true, cameras: { totalCount: affectedCameras } });
    expect(explanation.isolatedStations).toContain('PMJ-BEKKAB');
    expect(explanation.candidates.map(({ code }) => code)).toEqual([SPAN]);
    const kinds = explanation.candidates[0].evidence.map(({ kind, polarity }) => `${polarity} ${kind}`);
    expect(kinds).toEqual(expect.arrayContaining(['FOR SILENCE', 'FOR INTERFACE_DOWN', 'FOR STILL_ANSWERS']));
    expect(explanation.steps[0]).toEqual({ kind: 'opened' });
  }, 30_000);

  it('shows it to Prometheus: every query of every dashboard finds data', async () => {
    const target = new URL(service.url).host;
    const running = await startPrometheus(prometheus ?? '', { targets: [target] });
    try {
      const values = await stationWithCameras();
      // The median of a week, ONUs that are down, repairs, a day's alerts and availability are not in a city of some minutes;
      // test/dashboards.e2e-spec.ts proves those panels.
      const isToldHere = (expr: string) => !/nadi_(optical|sensor|onu|alert|(station|city)_availability|outage_duration|repair)/.test(expr);
      await expectAllQueriesToReturnData(running.url, { ...values, instance: '.*' }, 60_000, isToldHere);
    } finally {
      await running.stop();
    }
  }, 120_000);

  it('keeps the outage over a kill -9, and clears it when the city answers again', async () => {
    const [before] = await open();
    const dead = service.stop('SIGKILL');
    await dead;
    // The simulated hosts come back whole, so the cut is healed with the restart.
    service = await start();
    const query = '{ outages { edges { node { id rootCode isOpen clearedAt } } } }';
    const { data } = await eventually(
      () => service.graphql<{ outages: { edges: { node: { id: string; rootCode: string; isOpen: boolean } }[] } }>(query),
      (answer) => answer.data.outages.edges.every(({ node }) => !node.isOpen),
      'the outage to clear',
    );
    expect(data.outages.edges.map(({ node }) => node)).toEqual([expect.objectContaining({ id: before?.id, rootCode: SPAN })]);
    await eventually(firing, (alerts) => alerts.length === 0, 'the alert to be resolved');
    await eventually(() => told('resolved'), isAlone(`FibreSpanCut ${SPAN}`), 'the notice of it');
    await everybodyAnswers();
    await pause(ROUNDS_MS);
    expect(told('firing')).toEqual([`FibreSpanCut ${SPAN}`]);
  }, 120_000);

  it('tells that a ring lost one side, and nothing more', async () => {
    await lab('cut', RING_SPAN);
    await eventually(firing, isAlone(`RedundancyLost ${RING_SPAN}`), 'the alert');
    await pause(ROUNDS_MS);
    expect(await firing()).toEqual([`RedundancyLost ${RING_SPAN}`]);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(Number(/^nadi_traps_total\{kind="linkDown",result="accepted"\} (\d+)/m.exec(text)?.[1])).toBeGreaterThan(0);
    await lab('heal', RING_SPAN);
    await eventually(firing, (alerts) => alerts.length === 0, 'the alert to be resolved');
  }, 60_000);

  it('tells exactly what it should of random cuts, and resolves each once', async () => {
    const { stdout } = await nadi(['export', '-', '--data', dataDir]);
    const draw = new CutDraw(new NaiveNetwork(JSON.parse(stdout) as TopologyDocument), diceOf(RANDOM_CUTS.seed));
    const city = new CityUnderTest(service, telling, { cameraMs: Number(ENV.NADI_CAMERA_INTERVAL_MS), judgedMs: JUDGED_MS });
    for (let number = 1; number <= RANDOM_CUTS.count; number++) {
      const cut = draw.next();
      const { complaints, printed } = await tryCut(city, cut, (parts) => draw.expectation(parts));
      // What was printed meanwhile says how it came about.
      expect({ cut, complaints, printed }).toEqual({ cut, complaints: [], printed });
    }
  }, 180_000);

  it('loses neither an alert nor its end while the Alertmanager is away', async () => {
    await telling.pause();
    await lab('cut', SPAN);
    await eventually(open, (outages) => outages.length === 1, 'the outage');
    await telling.resume();
    await eventually(firing, isAlone(`FibreSpanCut ${SPAN}`), 'the alert');
    await telling.pause();
    await lab('heal', 'all');
    await eventually(open, (outages) => outages.length === 0, 'the outage to clear');
    await telling.resume();
    await eventually(firing, (alerts) => alerts.length === 0, 'the alert to be resolved', 40_000);
    await everybodyAnswers();
    await pause(ROUNDS_MS);
    expect(await firing()).toEqual([]);
  }, 120_000);

  it('takes an acknowledgement, and a note also when all is over', async () => {
    const query = '{ outages(first: 1) { edges { node { id events { kind } } } } }';
    const { data } = await service.graphql<{ outages: { edges: { node: { id: string } }[] } }>(query);
    const id = data.outages.edges[0].node.id;
    const acknowledge = await service.graphql<{ acknowledgeOutage: { userErrors: { code: string }[] } }>(
      'mutation ($id: ID!) { acknowledgeOutage(input: { id: $id }) { userErrors { code } } }',
      { id },
    );
    expect(acknowledge.data.acknowledgeOutage.userErrors).toHaveLength(1);
    const note = await service.graphql<{ noteOutage: { userErrors: unknown[] } }>(
      'mutation ($id: ID!) { noteOutage(input: { id: $id, text: "an excavator" }) { userErrors { code } } }',
      { id },
    );
    expect(note.data.noteOutage.userErrors).toEqual([]);
  }, 30_000);
});
