import type { GraphInput, TopologyInput } from './fleet.inputs.js';
import { type LabelTable, labelTable } from './label.column.js';

/** The fibre spans of one topology version. */
export interface SpanTables {
  readonly table: LabelTable;
  readonly info: LabelTable;
  readonly lengthMeters: Float64Array;
}

export function spanTables({ graph, document }: TopologyInput): SpanTables {
  const { spanCodes, spanA, spanZ, spanConduit, spanLengthM, conduitCodes, placeCodes } = graph;
  const stationCount = document.stations.length;
  const buildingsEnd = stationCount + (document.buildings?.length ?? 0);
  const isBuilding = (place: number) => place >= stationCount && place < buildingsEnd;
  return {
    table: labelTable(['span'], spanCodes.length, (span) => [spanCodes[span]]),
    info: labelTable(['span', 'a', 'z', 'conduit', 'station', 'building'], spanCodes.length, (span) => {
      const [a, z] = [spanA[span], spanZ[span]];
      const building = isBuilding(z) ? z : isBuilding(a) ? a : -1;
      const station = stationOf(graph, span);
      return [
        spanCodes[span],
        placeCodes[a],
        placeCodes[z],
        conduitCodes[spanConduit[span]] ?? '',
        station < 0 ? '' : placeCodes[station],
        building < 0 ? '' : placeCodes[building],
      ];
    }),
    lengthMeters: spanLengthM.map((length) => (length < 0 ? NaN : length)),
  };
}

/** The station that a span leads to: of its own ends, else of the far end of the first link that rides it (both ends may be closures). -1: none. */
function stationOf({ spanA, spanZ, spanLinks, linkZ, devicePlace, placeStation }: GraphInput, span: number): number {
  const near = placeStation[spanZ[span]] >= 0 ? placeStation[spanZ[span]] : placeStation[spanA[span]];
  if (near >= 0) return near;
  const first = spanLinks.start[span];
  return first === spanLinks.start[span + 1] ? -1 : placeStation[devicePlace[linkZ[spanLinks.items[first]]]];
}
