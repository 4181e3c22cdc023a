// Draws stations and spans as SVG, in an equirectangular projection true at the middle of the network.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const MARGIN = 30;
const RADIUS = { POLDA: 8, POLRES: 6, POLSEK: 4, POLSUBSEKTOR: 3 };

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
  const dots = stations.filter(placed);
  const project = projection([...lines.flatMap(({ points }) => points), ...dots]);
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${project.height}`, role: 'img', 'aria-label': 'Map of stations and fibre spans' });
  const drawnSpans = lines.map(({ span, points }) => {
    const shape = element('polyline', { class: 'span', points: points.map(project.at).join(' ') }, svg);
    element('title', {}, shape).textContent = span.code;
    return { shape, code: span.code, conduit: span.conduit?.code ?? null };
  });
  const drawnStations = dots.map((station) => {
    const [x, y] = project.at(station).split(',').map(Number);
    const radius = RADIUS[station.kind] ?? 3;
    const shape = element('circle', { class: 'station', cx: x, cy: y, r: radius }, svg);
    element('title', {}, shape).textContent = `${station.name} (${station.code})`;
    if (radius >= 6) element('text', { x: x + radius + 2, y: y + 4, 'font-size': 12 }, svg).textContent = station.name;
    return { shape, code: station.code };
  });
  container.replaceChildren(svg);
  return {
    colour(bySpan, byConduit, hitStations) {
      for (const { shape, code, conduit } of drawnSpans) {
        const state = bySpan.get(code) ?? (conduit === null ? undefined : byConduit.get(conduit));
        shape.setAttribute('class', state ? `span ${state}` : 'span');
        // What is broken must not hide under what works.
        if (state) svg.insertBefore(shape, drawnStations[0]?.shape ?? null);
      }
      for (const { shape, code } of drawnStations) shape.setAttribute('class', hitStations.has(code) ? 'station hit' : 'station');
    },
  };
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
