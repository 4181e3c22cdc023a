import type { DocumentInput, GraphInput, TopologyInput } from './fleet.inputs.js';
import type { BuildingTable, CameraModels, DeviceTable, StationLabels } from './fleet.source.js';
import { type LabelTable, labelTable as table } from './label.column.js';
import { buildingTable, placeTable } from './place.tables.js';
import { spanTables, type SpanTables } from './span.tables.js';

/** The tables of one topology version: what exists, by name, before anything is known of it. */
export interface FleetTables {
  readonly topology: TopologyInput;
  readonly polled: PolledModels;
  readonly devices: DeviceTable;
  readonly links: { readonly table: LabelTable; readonly info: LabelTable };
  readonly spans: SpanTables;
  readonly places: LabelTable;
  readonly buildings: BuildingTable;
  readonly interfaces: LabelTable;
  /** The link end of each row of `interfaces`. */
  readonly interfaceEnds: Int32Array;
}

/** What was polled of devices, where the topology says nothing; by position. */
export type PolledModels = ReadonlyMap<number, { readonly vendor: string; readonly model: string }>;

export function fleetTables(topology: TopologyInput, polled: PolledModels): FleetTables {
  const { graph, document } = topology;
  const { linkCodes, deviceNames, linkA, linkZ, linkInterfaces } = graph;
  const interfaceEnds = namedEnds(graph);
  return {
    topology,
    polled,
    devices: deviceTable(graph, document, polled),
    links: {
      table: table(['link'], linkCodes.length, (link) => [linkCodes[link]]),
      info: table(['link', 'a', 'a_interface', 'z', 'z_interface'], linkCodes.length, (link) => [
        linkCodes[link],
        deviceNames[linkA[link]],
        linkInterfaces.a[link] ?? '',
        deviceNames[linkZ[link]],
        linkInterfaces.z[link] ?? '',
      ]),
    },
    spans: spanTables(topology),
    places: placeTable(topology),
    buildings: buildingTable(topology),
    interfaces: table(['device', 'interface'], interfaceEnds.length, (row) => {
      const end = interfaceEnds[row];
      const isZ = (end & 1) === 1;
      return [deviceNames[(isZ ? linkZ : linkA)[end >> 1]], (isZ ? linkInterfaces.z : linkInterfaces.a)[end >> 1] ?? ''];
    }),
    interfaceEnds,
  };
}

/** The link ends whose interface has a name. A camera's own end is left out: nobody reads a camera's interfaces. */
function namedEnds({ linkCount, linkA, linkZ, linkInterfaces, deviceRoles }: GraphInput): Int32Array {
  const ends = new Int32Array(2 * linkCount);
  let count = 0;
  for (let link = 0; link < linkCount; link++) {
    if (linkInterfaces.a[link] !== null && deviceRoles[linkA[link]] !== 'CAMERA') ends[count++] = 2 * link;
    if (linkInterfaces.z[link] !== null && deviceRoles[linkZ[link]] !== 'CAMERA') ends[count++] = 2 * link + 1;
  }
  return ends.slice(0, count);
}

/** The same tables, with what is polled of the devices by now. */
export function withPolled(tables: FleetTables, polled: PolledModels): FleetTables {
  const { graph, document } = tables.topology;
  const info = infoTable(graph, document, tables.devices, polled);
  return { ...tables, polled, devices: { ...tables.devices, info, models: cameraModels(graph, document, polled) } };
}

function deviceTable(graph: GraphInput, document: DocumentInput, polled: PolledModels): DeviceTable {
  const stations = stationLabels(document);
  const station = new Int32Array(graph.deviceCount);
  for (let row = 0; row < graph.deviceCount; row++) station[row] = graph.placeStation[graph.devicePlace[row]];
  return {
    ...table(['device'], graph.deviceCount, (row) => [graph.deviceNames[row]]),
    roles: graph.deviceRoles,
    station,
    stations,
    models: cameraModels(graph, document, polled),
    info: infoTable(graph, document, { station, stations }, polled),
  };
}

function cameraModels({ deviceRoles, deviceCount }: GraphInput, document: DocumentInput, polled: PolledModels): CameraModels {
  const names: { vendor: string; model: string }[] = [];
  const known = new Map<string, number>();
  const of = new Int32Array(deviceCount).fill(-1);
  for (let row = 0; row < deviceCount; row++) {
    if (deviceRoles[row] !== 'CAMERA') continue;
    const { vendor, model } = modelOf(document, polled, row);
    const key = JSON.stringify([vendor, model]);
    let at = known.get(key);
    if (at === undefined) known.set(key, (at = names.push({ vendor, model }) - 1));
    of[row] = at;
  }
  return { names, of };
}

/** As declared, else as polled. */
function modelOf(document: DocumentInput, polled: PolledModels, row: number): { vendor: string; model: string } {
  const { vendor, model } = document.devices[row];
  const told = polled.get(row);
  return { vendor: vendor ?? told?.vendor ?? '', model: model ?? told?.model ?? '' };
}

function infoTable(
  { deviceNames, deviceRoles, placeCodes, devicePlace, deviceCount }: GraphInput,
  document: DocumentInput,
  { station, stations }: Pick<DeviceTable, 'station' | 'stations'>,
  polled: PolledModels,
): LabelTable {
  return table(['device', 'role', 'place', 'station', 'polres', 'realm', 'vendor', 'model'], deviceCount, (row) => {
    const { realm } = document.devices[row];
    const { vendor, model } = modelOf(document, polled, row);
    const at = station[row] < 0 ? undefined : stations[station[row]];
    const place = placeCodes[devicePlace[row]];
    return [deviceNames[row], deviceRoles[row], place, at?.code ?? '', at?.polres ?? '', realm ?? 'default', vendor, model];
  });
}

/** Each station with the Polres and the Polsek that it is or belongs to. */
function stationLabels({ stations }: DocumentInput): StationLabels[] {
  const byCode = new Map(stations.map((station) => [station.code, station]));
  const upTo = (code: string, kind: string): string => {
    let above = byCode.get(code);
    // Bounded, because a document that was never checked may name a parent in a circle.
    for (let steps = 0; above && above.kind !== kind && steps < stations.length; steps++) above = byCode.get(above.parent ?? '');
    return above?.kind === kind ? above.code : '';
  };
  return stations.map(({ code, kind, name, parent, lat, lon }) => ({
    code,
    kind,
    name,
    parent: parent ?? '',
    polres: upTo(code, 'POLRES'),
    polsek: upTo(code, 'POLSEK'),
    latitude: lat === undefined || lon === undefined ? '' : String(lat),
    longitude: lat === undefined || lon === undefined ? '' : String(lon),
  }));
}
