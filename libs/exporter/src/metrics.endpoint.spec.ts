import { createServer, get as httpGet, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import { DiscoveryEndpoint } from './discovery.endpoint.js';
import { DEFAULT_EXPORTER_OPTIONS, ExporterGate, type ExporterOptions } from './exporter.gate.js';
import { Exporter } from './exporter.js';
import { FleetExposition } from './fleet.exposition.js';
import { FleetSource } from './fleet.source.js';
import { MetricsEndpoint } from './metrics.endpoint.js';
import { GeneratedFleet, parseExposition } from './testing/index.js';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function endpoint(options: Partial<ExporterOptions> = {}, source: FleetSource = new GeneratedFleet(), registry = new Registry()) {
  return new MetricsEndpoint(new ExporterGate({ ...DEFAULT_EXPORTER_OPTIONS, ...options }), source, new FleetExposition(), registry);
}

const metricsAt = (made: MetricsEndpoint) => serve((request, response) => void made.handleMetrics(request, response));

/** Asks, and takes nothing of the answer: a reader that stopped reading. */
const askWithoutReading = (url: string) => new Promise<IncomingMessage>((resolve) => httpGet(url, { agent: false }, resolve));

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(5);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('/metrics', () => {
  it('answers in the format asked for, and says which', async () => {
    const url = await metricsAt(endpoint());
    const text = await fetch(url);
    expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(parseExposition(await text.text(), 'text').has('nadi_probes_total')).toBe(true);
    const open = await fetch(url, { headers: { accept: 'application/openmetrics-text;version=1.0.0' } });
    expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(parseExposition(await open.text(), 'openmetrics').has('nadi_probes')).toBe(true);
  });

  it('tells of the process alone while no topology is known, and never a name twice', async () => {
    const registry = new Registry();
    new Gauge({ name: 'mine', help: 'A gauge of the process', registers: [registry] }).set(5);
    new Gauge({ name: 'nadi_device_up', help: 'Already told by the fleet', registers: [registry] }).set(5);
    const empty = new (class extends FleetSource {
      override view = () => null;
      override discovered = () => [];
    })();
    const families = parseExposition(await (await fetch(await metricsAt(endpoint({}, empty, registry)))).text(), 'text');
    expect(families.get('mine')?.samples[0].value).toBe(5);
    expect(families.has('nadi_device_up')).toBe(false);
  });

  it('is shut to whoever lacks the token, and tells how to ask', async () => {
    const url = await metricsAt(endpoint({ token: 'secret-token' }));
    const ask = async (authorization?: string) =>
      (await fetch(url, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await ask()).toBe(401);
    expect(await ask('Bearer ')).toBe(401);
    expect(await ask('Bearer secret-tokem')).toBe(401);
    expect(await ask('Basic secret-token')).toBe(401);
    expect(await ask('bearer secret-token')).toBe(200);
    expect((await fetch(url)).headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('answers GET and HEAD only', async () => {
    const url = await metricsAt(endpoint());
    const posted = await fetch(url, { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('holds no more scrapes at once than allowed, and lets go of a reader that is too slow', async () => {
    const [large, small] = [new GeneratedFleet(1500), new GeneratedFleet()];
    let fleet = large;
    const source = new (class extends FleetSource {
      override view = () => fleet.view();
      override discovered = () => [];
    })();
    const url = await metricsAt(endpoint({ maxConcurrent: 1, deadlineMs: 1000 }, source));
    const stuck = await askWithoutReading(url);
    stuck.on('error', () => {});
    const torn = new Promise((resolve) => stuck.once('close', resolve));
    fleet = small;
    const refused = await fetch(url, { method: 'HEAD' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    await until(async () => (await fetch(url, { method: 'HEAD' })).status === 200);
    stuck.resume();
    await torn;
    expect(stuck.complete).toBe(false);
    const families = parseExposition(await (await fetch(url)).text(), 'text');
    const results = Object.fromEntries(
      families.get('nadi_scrapes_total')?.samples.map(({ labels, value }) => [labels.result, value]) ?? [],
    );
    expect(results.aborted).toBe(1);
    expect(results.busy).toBeGreaterThanOrEqual(1);
  });

  it('says 500 when the metrics cannot be gathered, never half of them as the whole', async () => {
    const broken = new (class extends FleetSource {
      override view = (): never => {
        throw new Error('gone');
      };
      override discovered = () => [];
    })();
    expect((await fetch(await metricsAt(endpoint({}, broken)))).status).toBe(500);
  });
});

it('is put together once, with one gate for all its addresses, and prepared before it is asked', async () => {
  const exporter = new Exporter(new GeneratedFleet(), new Registry(), { token: 't' });
  await exporter.prepare();
  for (const handle of [exporter.metrics.handleMetrics, exporter.discovery.handleDevices]) {
    const url = await serve((request, response) => void handle(request, response));
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'Bearer t' } })).status).toBe(200);
  }
});

describe('/sd', () => {
  const discovery = (options: Partial<ExporterOptions> = {}) =>
    new DiscoveryEndpoint(new ExporterGate({ ...DEFAULT_EXPORTER_OPTIONS, ...options }), new GeneratedFleet());
  const groups = async (url: string) => (await (await fetch(url)).json()) as { targets: string[]; labels: Record<string, string> }[];

  it('names every device that can be asked, with what is known of it', async () => {
    const made = discovery();
    const url = await serve((request, response) => void made.handleDevices(request, response));
    const found = await groups(url);
    expect(found).toHaveLength(new GeneratedFleet().view().deviceTable.count);
    expect(found[0]).toMatchObject({ targets: ['[2001:db8::0]'], labels: { __meta_nadi_device: 'rtr-PLD', __meta_nadi_role: 'ROUTER' } });
    const some = await groups(`${url}/sd/devices?role=SWITCH&role=ROUTER&polres=PRA`);
    expect(new Set(some.map(({ labels }) => labels.__meta_nadi_role))).toEqual(new Set(['SWITCH', 'ROUTER']));
    expect(new Set(some.map(({ labels }) => labels.__meta_nadi_polres))).toEqual(new Set(['PRA']));
  });

  it('hands a blackbox_exporter the module and the port of each check', async () => {
    const made = discovery();
    const found = await groups(await serve((request, response) => void made.handleBlackbox(request, response)));
    const camera = found.filter(({ labels }) => labels.__meta_nadi_device === 'cam-PRA-0-0');
    expect(camera.map(({ targets, labels }) => [targets[0], labels.__param_module])).toEqual([
      ['10.0.0.3', 'icmp'],
      ['10.0.0.3:554', 'tcp_connect'],
    ]);
  });

  it('names the service itself where it was asked', async () => {
    const made = discovery();
    const url = await serve((request, response) => void made.handleNadi(request, response));
    expect((await groups(url))[0].targets).toEqual([new URL(url).host]);
  });

  it('wants the token too', async () => {
    const made = discovery({ token: 't' });
    expect((await fetch(await serve((request, response) => void made.handleDevices(request, response)))).status).toBe(401);
  });
});
