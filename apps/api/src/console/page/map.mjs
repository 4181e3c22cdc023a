// Draws stations and spans as SVG, in an equirectangular projection true at the middle of the network.
import { followHand } from './map.view.mjs';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const MARGIN = 30;
/** In pixels of the screen, however far one has zoomed. */
const RADIUS = { POLDA: 7, POLRES: 5, POLSEK: 3, POLSUBSEKTOR: 2 };
const TEXT = 12;

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  parent?.append(made);
  return made;
}

const placed = (point) => point && point.lat !== null && point.lon !== null;

/** @returns {{colour: (spans: Map<string, string>, conduits: Map<string, string>, hitStations: Set<string>) => void}} */
export function drawMap(container, stations, spans) {
  const lines = spans
    .map((span) => ({ span, points: span.route.length > 1 ? span.route : [span.a, span.z] }))
    .filter(({ points }) => points.every(placed));
  const dots = stations.filter(placed).sort((one, other) => (RADIUS[other.kind] ?? 2) - (RADIUS[one.kind] ?? 2));
  const project = projection([...lines.flatMap(({ points }) => points), ...dots]);
  const svg = element('svg', { role: 'img', 'aria-label': 'Map of stations and fibre spans' });
  const drawnSpans = lines.map(({ span, points }) => {
    const shape = element('polyline', { class: 'span', points: points.map(project.at).join(' ') }, svg);
    element('title', {}, shape).textContent = span.code;
    return { shape, code: span.code, conduit: span.conduit?.code ?? null };
  });
  const above = element('g', {}, svg);
  const drawnStations = dots.map((station) => {
    const [x, y] = project.at(station).split(',').map(Number);
    const shape = element('circle', { class: 'station', cx: x, cy: y }, above);
    element('title', {}, shape).textContent = `${station.name} (${station.code})`;
    return { shape, code: station.code, name: station.name, x, y, radius: RADIUS[station.kind] ?? 2, text: null };
  });
  for (const station of drawnStations) {
    if (station.radius < RADIUS.POLRES) continue;
    station.text = element('text', {}, above);
    station.text.textContent = station.name;
  }
  container.replaceChildren(svg);
  followHand(svg, { width: WIDTH, height: project.height }, (unit) => sizeMarks(drawnStations, unit));
  return {
    colour(bySpan, byConduit, hitStations) {
      for (const { shape, code, conduit } of drawnSpans) {
        const state = bySpan.get(code) ?? (conduit === null ? undefined : byConduit.get(conduit));
        shape.setAttribute('class', state ? `span ${state}` : 'span');
        // What is broken must not hide under what works.
        if (state) svg.insertBefore(shape, above);
      }
      for (const { shape, code } of drawnStations) shape.setAttribute('class', hitStations.has(code) ? 'station hit' : 'station');
    },
  };
}

/** Marks keep their size on the screen; a name that would lie on another is left out until there is room. */
function sizeMarks(stations, unit) {
  const taken = [];
  for (const { shape, x, y, radius, text, name } of stations) {
    shape.setAttribute('r', String(radius * unit));
    if (!text) continue;
    const left = x + (radius + 3) * unit;
    const box = { left, right: left + name.length * TEXT * 0.56 * unit, top: y - TEXT * unit, bottom: y + TEXT * 0.6 * unit };
    const isFree = taken.every((one) => one.right < box.left || box.right < one.left || one.bottom < box.top || box.bottom < one.top);
    text.setAttribute('display', isFree ? 'inline' : 'none');
    if (!isFree) continue;
    taken.push(box);
    text.setAttribute('x', String(left));
    text.setAttribute('y', String(y + TEXT * 0.35 * unit));
    text.setAttribute('font-size', String(TEXT * unit));
    text.setAttribute('stroke-width', String(3 * unit));
  }
}

function projection(points) {
  if (points.length === 0) return { height: 400, at: () => '0,0' };
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { lat, lon } of points) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (WIDTH - 2 * MARGIN) / Math.max((east - west) * squeeze, (north - south) * 0.8, 1e-6);
  return {
    height: Math.max(Math.round((north - south) * scale + 2 * MARGIN), 200),
    at: ({ lat, lon }) => {
      const x = MARGIN + (WIDTH - 2 * MARGIN - (east - west) * squeeze * scale) / 2 + (lon - west) * squeeze * scale;
      return `${x.toFixed(1)},${(MARGIN + (north - lat) * scale).toFixed(1)}`;
    },
  };
}
