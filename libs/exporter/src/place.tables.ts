import { DEVICE_STATUSES } from '@app/kernel';
import type { TopologyInput } from './fleet.inputs.js';
import type { BuildingTable } from './fleet.source.js';
import { type LabelTable, labelTable } from './label.column.js';

/** Where places lie, for maps: stations, buildings and access points that have coordinates. */
export function placeTable({ graph, document }: TopologyInput): LabelTable {
  const { stations, buildings = [], accessPoints = [] } = document;
  // In the order of the graph's places, so that the position says the station.
  const all = [
    ...stations.map(({ kind, lat, lon }) => ({ kind, lat, lon })),
    ...buildings.map(({ lat, lon }) => ({ kind: 'BUILDING', lat, lon })),
    ...accessPoints.map(({ kind, lat, lon }) => ({ kind, lat, lon })),
  ];
  const located = all.flatMap(({ kind, lat, lon }, place) =>
    lat === undefined || lon === undefined ? [] : [{ place, kind, latitude: String(lat), longitude: String(lon) }],
  );
  return labelTable(['place', 'kind', 'station', 'latitude', 'longitude'], located.length, (row) => {
    const { place, kind, latitude, longitude } = located[row];
    return [graph.placeCodes[place], kind, graph.placeCodes[graph.placeStation[place]] ?? '', latitude, longitude];
  });
}

/** The buildings, which of them each camera stands in, and a row for each status of each. */
export function buildingTable({ graph, document }: TopologyInput): BuildingTable {
  const { stations, buildings = [] } = document;
  const { placeCodes, placeStation, devicePlace, deviceRoles } = graph;
  const first = stations.length;
  const ofCamera = new Int32Array(graph.deviceCount).fill(-1);
  for (let row = 0; row < graph.deviceCount; row++) {
    const building = devicePlace[row] - first;
    if (deviceRoles[row] === 'CAMERA' && building >= 0 && building < buildings.length) ofCamera[row] = building;
  }
  const statuses = DEVICE_STATUSES.length;
  return {
    count: buildings.length,
    info: labelTable(['building', 'name', 'station'], buildings.length, (building) => [
      placeCodes[first + building],
      buildings[building].name,
      placeCodes[placeStation[first + building]] ?? '',
    ]),
    cameras: labelTable(['building', 'status'], buildings.length * statuses, (row) => [
      placeCodes[first + Math.floor(row / statuses)],
      DEVICE_STATUSES[row % statuses],
    ]),
    ofCamera,
  };
}
