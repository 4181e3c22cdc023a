import type { Series } from '../support/prometheus.js';
import { bounds, colorOf, escaped, type FieldFile, type PanelFile } from './drawn.panel.js';

interface Point {
  readonly id: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly value: number;
}

const TOP = 34;
const MARGIN = 26;

/** A map without ground: stations, the spans between, and names, where Geomap would draw them (it fits the view to the layer "stations"). */
export function drawnMap(panel: PanelFile, answers: ReadonlyMap<string, readonly Series[]>): string {
  const points = (refId: string, label: string) =>
    (answers.get(refId) ?? []).map(({ metric, value }): Point => ({
      id: metric[label] ?? '',
      latitude: Number(metric['latitude']),
      longitude: Number(metric['longitude']),
      value: Number(value?.[1]),
    }));
  const stations = points('stations', 'station');
  const field = panel.fieldConfig.defaults;
  const { width, height } = bounds(panel.gridPos);
  const at = projection(stations, width, height - TOP);
  const nodes = new Map(points('nodes', 'id').map((point) => [point.id, point]));
  const edgeField = edgesOf(panel);
  const lines = (answers.get('edges') ?? [])
    .map(({ metric, value }) => ({
      from: nodes.get(metric['source'] ?? ''),
      to: nodes.get(metric['target'] ?? ''),
      value: Number(value?.[1]),
    }))
    // Red on top: few are cut.
    .toSorted((a, b) => b.value - a.value)
    .map(({ from, to, value }) => {
      if (!from || !to) throw new Error('an end of a span is not among the nodes: Geomap would fail');
      const [x1, y1] = at(from);
      const [x2, y2] = at(to);
      return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colorOf(edgeField, value)}" stroke-width="${value === 0 ? 5 : 2}" opacity="0.8"/>`;
    });
  const dots = stations
    .toSorted((a, b) => b.value - a.value)
    .map((station) => {
      const [x, y] = at(station);
      return `<circle cx="${x}" cy="${y}" r="7" fill="${colorOf(field, station.value)}" stroke="#111217"/>`;
    });
  const names = points('named', 'station').map((station) => {
    const [x, y] = at(station);
    const label = `<text x="${x + 12}" y="${y + 6}" font-size="18" fill="#fff" stroke="#181b1f" stroke-width="4" paint-order="stroke">${escaped(station.id)}</text>`;
    return `<circle cx="${x}" cy="${y}" r="9" fill="${colorOf(field, station.value)}" stroke="#fff"/>${label}`;
  });
  return `<svg width="${width}" height="${height - TOP}">${[...lines, ...dots, ...names].join('')}</svg>`;
}

/** Flat is good enough for a province; a degree of longitude is about as long as one of latitude this near to the equator. */
function projection(points: readonly Point[], width: number, height: number): (point: Point) => [number, number] {
  const longitudes = points.map(({ longitude }) => longitude);
  const latitudes = points.map(({ latitude }) => latitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const scale = Math.min((width - 2 * MARGIN) / (east - west || 1), (height - 2 * MARGIN) / (north - south || 1));
  const [left, top] = [(width - scale * (east - west)) / 2, (height - scale * (north - south)) / 2];
  return ({ latitude, longitude }) => [left + (longitude - west) * scale, top + (north - latitude) * scale];
}

function edgesOf(panel: PanelFile): FieldFile {
  const own = (panel.fieldConfig.overrides ?? []).find(({ matcher }) => matcher.options === 'Value #edges');
  return Object.fromEntries((own?.properties ?? []).map(({ id, value }) => [id, value])) as FieldFile;
}
