import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { DEVICE_STATUSES } from '@app/kernel';
import type { ExpositionFormat } from './exposition.format.js';
import { FleetExposition } from './fleet.exposition.js';
import type { FleetView } from './fleet.source.js';
import type { MetricFamily } from './metric.family.js';
import { processFamilies } from './process.families.js';
import { GeneratedFleet, parseExposition, table } from './testing/index.js';

const FORMATS: ExpositionFormat[] = ['text', 'openmetrics'];

async function rendered(view: FleetView | null, format: ExpositionFormat, others: MetricFamily[] = [], chunkBytes?: number) {
  const chunks: Buffer[] = [];
  const samples = await new FleetExposition(chunkBytes).render(view, others, format, (chunk) => {
    chunks.push(Buffer.from(chunk));
    return Promise.resolve();
  });
  return { text: Buffer.concat(chunks).toString(), chunks, samples };
}

function withDevices(view: FleetView, names: readonly string[], rtt: readonly number[], status: readonly number[]): FleetView {
  const count = names.length;
  const deviceTable = {
    ...table(
      ['device'],
      names.map((name) => [name]),
    ),
    roles: names.map(() => 'CAMERA' as const),
    station: new Int32Array(count),
    models: { names: [], of: new Int32Array(count).fill(-1) },
    stations: [{ code: 'S', kind: 'POLDA', name: 'S', polres: '', polsek: '', parent: '', latitude: '', longitude: '' }],
    info: table(
      ['device', 'vendor'],
      names.map((name) => [name, name]),
    ),
  };
  const devices = {
    up: new Uint8Array(count).fill(1),
    status: Uint8Array.from(status),
    rttSeconds: Float32Array.from(rtt),
    lossRatio: new Float32Array(count).fill(NaN),
  };
  return { ...view, deviceTable, devices };
}

describe.each(FORMATS)('the fleet in the format %s', (format) => {
  it('reads back whole by a strict reader, with each family described', async () => {
    const { text, samples } = await rendered(new GeneratedFleet().view(), format);
    const families = parseExposition(text, format);
    expect([...families.values()].reduce((sum, family) => sum + family.samples.length, 0)).toBe(samples);
    for (const { name, help } of families.values()) expect(`${name}: ${help}`).toMatch(/: .{10,}/);
  });

  it('tells each name and number as it was given: any name, any value', async () => {
    const base = new GeneratedFleet().view();
    const device = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      rtt: fc.float({ noDefaultInfinity: false }),
      status: fc.nat(DEVICE_STATUSES.length - 1),
    });
    const plain = fc.uniqueArray(device, { selector: ({ name }) => name, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(plain, async (devices) => {
        // Control characters are replaced, so that two names that differ only there would be one; the topology refuses such names.
        // oxlint-disable-next-line no-control-regex -- these are what is left out
        const told = devices.filter(({ name }) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(name));
        const view = withDevices(
          base,
          told.map(({ name }) => name),
          told.map(({ rtt }) => rtt),
          told.map(({ status }) => status),
        );
        const families = parseExposition((await rendered(view, format)).text, format);
        const statuses = families.get('nadi_device_status')?.samples.map(({ labels, value }) => [labels.device, value]);
        expect(statuses).toEqual(told.map(({ name, status }) => [name, status]));
        const rtts = families.get('nadi_icmp_rtt_seconds')?.samples.map(({ labels, value }) => [labels.device, Math.fround(value)]);
        const expected = told.filter(({ rtt }) => !Number.isNaN(rtt)).map(({ name, rtt }) => [name, rtt === 0 ? 0 : rtt]);
        expect(rtts).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same text whatever the size of a chunk', async () => {
    const view = new GeneratedFleet().view();
    const whole = await rendered(view, format);
    const small = await rendered(view, format, [], 700);
    expect(small.text).toBe(whole.text);
    expect(small.chunks.length).toBeGreaterThan(20);
    for (const chunk of small.chunks) expect(chunk.length).toBeLessThanOrEqual(700);
  });

  it("carries the process's metrics from prom-client's registry, and means the same", async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    new Counter({ name: 'a_total', help: 'With "quotes", \\ and\na line', labelNames: ['x'], registers: [registry] }).inc({ x: 'y"z' }, 3);
    new Counter({ name: 'odd_counter', help: 'No suffix', registers: [registry] }).inc(2);
    new Gauge({ name: 'never_set', help: 'No value', labelNames: ['x'], registers: [registry] });
    new Histogram({ name: 'h_seconds', help: 'A histogram', buckets: [0.1, 1], registers: [registry] }).observe(0.5);
    const families = parseExposition((await rendered(null, format, await processFamilies(registry))).text, format);
    const total = families.get(format === 'text' ? 'a_total' : 'a');
    expect(total).toMatchObject({
      type: 'counter',
      help: 'With "quotes", \\ and\na line',
      samples: [{ name: 'a_total', labels: { x: 'y"z' }, value: 3 }],
    });
    expect(families.get('odd_counter')?.samples).toEqual([{ name: 'odd_counter', labels: {}, value: 2 }]);
    expect(families.get('h_seconds')?.samples).toContainEqual({ name: 'h_seconds_bucket', labels: { le: '1' }, value: 1 });
    expect(families.get('process_resident_memory_bytes')?.samples[0].value).toBeGreaterThan(1e6);
  });
});

describe('what is told of a fleet', () => {
  const read = async (view: FleetView) => parseExposition((await rendered(view, 'openmetrics')).text, 'openmetrics');

  it('leaves out what is not known instead of making it zero', async () => {
    const fleet = new GeneratedFleet();
    const families = await read(fleet.view());
    const unknown = fleet.cameras[2];
    const told = (family: string) => families.get(family)?.samples.some(({ labels }) => labels.device === unknown);
    expect([told('nadi_device_up'), told('nadi_icmp_rtt_seconds'), told('nadi_device_status')]).toEqual([false, false, true]);
  });

  it('counts the cameras of each station by status, zeros included', async () => {
    const families = await read(new GeneratedFleet().view());
    const samples = families.get('nadi_station_cameras')?.samples.filter(({ labels }) => labels.station === 'PRA');
    expect(Object.fromEntries(samples?.map(({ labels, value }) => [labels.status, value]) ?? [])).toEqual({
      UP: 28,
      DEGRADED: 1,
      DOWN: 1,
      UNREACHABLE: 1,
      UNKNOWN: 1,
    });
  });

  it('tells every kind and severity of outage, so that none open reads as zero', async () => {
    const families = await read({ ...new GeneratedFleet().view(), outages: [] });
    const samples = families.get('nadi_outages_open')?.samples ?? [];
    expect(samples).toHaveLength(20);
    expect(samples.every(({ value }) => value === 0)).toBe(true);
  });

  it('names units and types as OpenMetrics wants them', async () => {
    const families = await read(new GeneratedFleet().view());
    expect(families.get('nadi_icmp_rtt_seconds')).toMatchObject({ type: 'gauge', unit: 'seconds' });
    expect(families.get('nadi_interface_receive_bytes')).toMatchObject({ type: 'counter', unit: 'bytes' });
    expect(families.get('nadi_device')).toMatchObject({ type: 'info', unit: null });
  });
});
