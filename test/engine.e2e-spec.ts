import type { TopologyDocument } from '@app/topology';
import { type AlertSink, startAlertSink } from './support/alert.sink.js';
import { City, CUT, cutOnce, isNone, isOne, kindsOf, pause, ROUNDS_MS, SPAN } from './support/city.js';
import { eventually, nadi } from './support/nadi.js';

/** Everything behind the span, by the beginnings of the codes; the joint is where the span itself ends. */
const AREA = 'PMJ-BEKKAB';
const JOINT = 'JC-BEKKAB';
const NOTHING_LEFT = 'nothing that it took away is part of the network any more';
const ROOT_GONE = 'its root is no longer part of the network';

interface Edited {
  readonly userErrors: readonly unknown[];
  readonly version: number | null;
}

/** The document without the places whose codes begin so, and without all that stood there or led there. */
function without(document: TopologyDocument, ...beginnings: readonly string[]): TopologyDocument {
  const { stations, buildings = [], accessPoints = [], conduits = [], spans = [], devices, links } = document;
  const isGone = (code: string) => beginnings.some((beginning) => code.startsWith(beginning));
  const gone = new Set(buildings.filter(({ station }) => isGone(station)).map(({ code }) => code));
  const stays = (place: string) => !isGone(place) && !gone.has(place);
  const keptSpans = spans.filter(({ a, z }) => stays(a) && stays(z));
  const keptDevices = devices.filter(({ place }) => stays(place));
  const isSpan = new Set(keptSpans.map(({ code }) => code));
  const isDevice = new Set(keptDevices.map(({ name }) => name));
  return {
    ...document,
    stations: stations.filter(({ code }) => stays(code)),
    buildings: buildings.filter(({ code }) => stays(code)),
    accessPoints: accessPoints.filter(({ code }) => stays(code)),
    conduits: conduits.filter(({ code }) => keptSpans.some(({ conduit }) => conduit === code)),
    spans: keptSpans,
    devices: keptDevices,
    links: links.filter(
      ({ a, z, spans: ridden = [] }) => isDevice.has(a.device) && isDevice.has(z.device) && ridden.every((code) => isSpan.has(code)),
    ),
  };
}

describe('the network changes while the service runs', () => {
  let alerts: AlertSink;
  let city: City;
  let whole: TopologyDocument;

  beforeAll(async () => {
    alerts = await startAlertSink();
    city = await new City({ NADI_ALERTMANAGER_URLS: alerts.url }).start();
    const { stdout } = await nadi(['export', '-', '--data', city.dataDir]);
    whole = JSON.parse(stdout) as TopologyDocument;
    await city.everybodyAnswers();
  }, 90_000);

  afterAll(async () => {
    await city?.stop();
    await alerts?.stop();
  }, 60_000);

  async function importDocument(document: TopologyDocument): Promise<void> {
    const query = 'mutation ($document: JSON!) { importTopology(input: { document: $document }) { version userErrors { path message } } }';
    const { importTopology } = await city.ask<{ importTopology: Edited }>(query, { document });
    expect(importTopology).toEqual({ version: expect.any(Number) as number, userErrors: [] });
  }

  async function retire(kind: string, code: string): Promise<void> {
    const query = 'mutation ($kind: InventoryKind!, $code: String!) { retire(kind: $kind, code: $code) { userErrors { message } } }';
    expect((await city.ask<{ retire: Edited }>(query, { kind, code })).retire.userErrors).toEqual([]);
  }

  it('clears an outage when what it is about is taken out, says why, and finds it anew when that is back', async () => {
    await city.lab('cut', SPAN);
    for (const [reason, rest] of [
      [NOTHING_LEFT, without(whole, AREA)],
      [ROOT_GONE, without(whole, AREA, JOINT)],
    ] as const) {
      const told = alerts.turns.length;
      const [cut] = await eventually(() => city.open(), isOne, 'the outage');
      expect(cut).toMatchObject({ alertName: 'FibreSpanCut', rootCode: SPAN });
      await importDocument(rest);
      await eventually(() => city.open(), isNone, 'the outage to clear');
      const [after] = await city.outages();
      expect(after.id).toBe(cut.id);
      expect(after.events.at(-1)).toEqual({ kind: 'cleared', detail: { reason } });
      await city.everybodyAnswers();
      await eventually(() => alerts.firing(), isNone, 'the alert to be resolved');
      expect(alerts.turns.slice(told)).toEqual(cutOnce);
      await importDocument(whole);
    }
    await eventually(() => city.open(), isOne, 'the outage');
    await city.lab('heal', SPAN);
    await eventually(() => city.open(), isNone, 'the outage to clear');
    await city.everybodyAnswers();
    const outages = await city.outages();
    expect(outages.map(kindsOf).map((kinds) => [kinds[0], kinds.at(-1)])).toEqual(Array(3).fill(['opened', 'cleared']));
  }, 90_000);

  it('keeps an outage open over a change elsewhere', async () => {
    await city.lab('cut', SPAN);
    const [cut] = await eventually(() => city.open(), isOne, 'the outage');
    const told = alerts.turns.length;
    const isElsewhere = new Set(whole.buildings?.filter(({ station }) => !station.startsWith(AREA)).map(({ code }) => code));
    const camera = whole.devices.find(({ role, place }) => role === 'CAMERA' && isElsewhere.has(place))?.name ?? '';
    const link = whole.links.find(({ a, z }) => [a.device, z.device].includes(camera))?.code ?? '';
    await retire('LINK', link);
    await retire('DEVICE', camera);
    await pause(ROUNDS_MS);
    expect((await city.open()).map(({ id }) => id)).toEqual([cut.id]);
    expect(alerts.firing()).toEqual([CUT]);
    expect(alerts.turns).toHaveLength(told);
    await city.lab('heal', SPAN);
    await eventually(() => city.open(), isNone, 'the outage to clear');
    await city.everybodyAnswers();
  }, 60_000);

  it('asks a new device at once, and no longer one that was taken out', async () => {
    const neighbour = whole.devices.find(({ role }) => role === 'CAMERA');
    const input = {
      name: 'CAM-NEW-01',
      role: 'CAMERA',
      place: neighbour?.place,
      realm: neighbour?.realm,
      address: neighbour?.address,
      checks: ['ICMP'],
    };
    const upsert = 'mutation ($input: DeviceInput!) { upsertDevice(input: $input) { userErrors { message } } }';
    const { upsertDevice } = await city.ask<{ upsertDevice: Edited }>(upsert, { input: { ...input, address: '127.99.99.99' } });
    expect(upsertDevice.userErrors).toEqual([]);
    const status = async () => {
      const { device } = await city.ask<{ device: { status: string } | null }>('{ device(name: "CAM-NEW-01") { status } }');
      return device?.status;
    };
    // Nobody plays it, so it is asked and silent; it hangs on nothing, so it alone is down.
    await eventually(status, (found) => found === 'DOWN', 'the new camera to be found silent');
    const [down] = await eventually(() => city.open(), isOne, 'its outage');
    expect(down).toMatchObject({ alertName: 'CameraDown', rootCode: 'CAM-NEW-01' });
    await retire('DEVICE', 'CAM-NEW-01');
    await eventually(() => city.open(), isNone, 'its outage to clear');
    const [gone] = await city.outages();
    expect(gone.events.at(-1)).toEqual({ kind: 'cleared', detail: { reason: ROOT_GONE } });
    await city.everybodyAnswers();
  }, 60_000);
});
