import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExporterGate } from './exporter.gate.js';
import type { ChunkSink } from './fleet.exposition.js';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DiscoveredDevice, FleetSource } from './fleet.source.js';

/** One entry of Prometheus' HTTP service discovery. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const CHUNK_CHARACTERS = 64 * 1024;
const DEVICES_A_TURN = 1000;
const FILTERS = ['role', 'station', 'polres', 'realm'] as const;
/** Which blackbox_exporter module answers which check, and the port it asks where the topology names none. */
const BLACKBOX: Readonly<Record<string, { readonly module: string; readonly port: number | null }>> = {
  icmp: { module: 'icmp', port: null },
  tcp: { module: 'tcp_connect', port: 80 },
  rtsp: { module: 'tcp_connect', port: 554 },
  onvif: { module: 'tcp_connect', port: 80 },
};

/**
 * `/sd/devices`, `/sd/blackbox`, `/sd/nadi`: Prometheus' HTTP service discovery, so that other exporters (snmp_exporter, blackbox_exporter)
 * follow the same topology. `?role=`, `?station=`, `?polres=`, `?realm=` (repeatable) keep a part, to share the work among Prometheis.
 */
export class DiscoveryEndpoint {
  constructor(
    private readonly gate: ExporterGate,
    private readonly source: FleetSource,
    /** Where this service can be scraped, as `host:port`; empty: where the request arrived. */
    private readonly ownTargets: readonly string[] = [],
  ) {}

  /** Every device with an address. */
  readonly handleDevices = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    this.answer(request, response, (device) => [{ targets: [bracketed(device.address)], labels: metaLabels(device) }]);

  /** One target a check that a blackbox_exporter can ask too, as a second opinion: the module in `__param_module`. */
  readonly handleBlackbox = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    this.answer(request, response, (device) =>
      device.checks.flatMap((check) => {
        const how = Object.hasOwn(BLACKBOX, check) ? BLACKBOX[check] : undefined;
        if (!how) return [];
        const target = how.port === null ? device.address : `${bracketed(device.address)}:${device.port ?? how.port}`;
        return [{ targets: [target], labels: { ...metaLabels(device), __meta_nadi_check: check, __param_module: how.module } }];
      }),
    );

  /** This service itself. */
  readonly handleNadi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { localAddress, localPort } = request.socket;
    const targets =
      this.ownTargets.length > 0 ? this.ownTargets : [`${bracketed((localAddress ?? '').replace(/^::ffff:/, ''))}:${localPort}`];
    await this.gate.answer(request, response, JSON_TYPE, (stream) =>
      stream.write(Buffer.from(JSON.stringify([{ targets, labels: { __meta_nadi_app: 'nadi' } }]))),
    );
  };

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    groupsOf: (device: DiscoveredDevice) => readonly TargetGroup[],
  ): Promise<void> {
    const keep = filterOf(request.url ?? '');
    await this.gate.answer(request, response, JSON_TYPE, (stream) => writeGroups(this.source.discovered(), keep, groupsOf, stream.write));
  }
}

async function writeGroups(
  devices: Iterable<DiscoveredDevice>,
  keep: (device: DiscoveredDevice) => boolean,
  groupsOf: (device: DiscoveredDevice) => readonly TargetGroup[],
  sink: ChunkSink,
): Promise<void> {
  let text = '[';
  let separator = '';
  let looked = 0;
  for (const device of devices) {
    // A filter that keeps few must not hold the event loop up either.
    if (++looked % DEVICES_A_TURN === 0) await nextTurn();
    for (const group of keep(device) ? groupsOf(device) : []) {
      text += separator + JSON.stringify(group);
      separator = ',\n';
    }
    if (text.length > CHUNK_CHARACTERS) {
      await sink(Buffer.from(text));
      text = '';
    }
  }
  await sink(Buffer.from(`${text}]\n`));
}

function filterOf(url: string): (device: DiscoveredDevice) => boolean {
  const { searchParams } = new URL(url, 'http://nadi.invalid');
  const wanted = FILTERS.flatMap((key) => (searchParams.has(key) ? [{ key, values: new Set(searchParams.getAll(key)) }] : []));
  return (device) => wanted.every(({ key, values }) => values.has(device[key]));
}

function metaLabels({
  device,
  address,
  checks,
  role,
  place,
  station,
  polres,
  realm,
  vendor,
  model,
}: DiscoveredDevice): Record<string, string> {
  const facts = { device, address, checks: `,${checks.join(',')},`, role, place, station, polres, realm, vendor, model };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [`__meta_nadi_${name}`, value]));
}

/** An IPv6 address stands in brackets wherever a port may follow (RFC 3986). */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
