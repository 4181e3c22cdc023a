/** Longitude and latitude, degrees WGS 84. */
export type LonLat = readonly [number, number];

/** The mean radius of the earth (IUGG), metres. */
const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Metres on the sphere (haversine): within 0.5 % of the ellipsoid, which is less than what slack leaves open. */
export function metresBetween([lonA, latA]: LonLat, [lonZ, latZ]: LonLat): number {
  const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2;
  const chord = half(latZ - latA) + Math.cos(latA * RADIANS) * Math.cos(latZ * RADIANS) * half(lonZ - lonA);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

export function lengthOf(route: readonly LonLat[]): number {
  return route.slice(1).reduce((sum, point, i) => sum + metresBetween(route[i], point), 0);
}

/** The point so many metres along a route; its end beyond that. */
export function pointAt(route: readonly LonLat[], alongM: number): LonLat {
  let leftM = alongM;
  for (let i = 1; i < route.length; i++) {
    const metres = metresBetween(route[i - 1], route[i]);
    if (leftM <= metres) return between(route[i - 1], route[i], metres === 0 ? 0 : leftM / metres);
    leftM -= metres;
  }
  return route[route.length - 1];
}

/** The point of a route that is nearest to another point, and how far along it lies. */
export function nearestOn(route: readonly LonLat[], to: LonLat): { readonly alongM: number; readonly point: LonLat } {
  let best = { alongM: 0, point: route[0] };
  let bestM = metresBetween(route[0], to);
  let passedM = 0;
  for (let i = 1; i < route.length; i++) {
    const metres = metresBetween(route[i - 1], route[i]);
    const share = footOf(route[i - 1], route[i], to);
    const point = between(route[i - 1], route[i], share);
    const awayM = metresBetween(point, to);
    if (awayM < bestM) {
      bestM = awayM;
      best = { alongM: passedM + share * metres, point };
    }
    passedM += metres;
  }
  return best;
}

/** Where between two points the foot of the perpendicular from a third stands, 0 to 1. Pieces of a route are short: a plane will do. */
function footOf([lonA, latA]: LonLat, [lonZ, latZ]: LonLat, [lon, lat]: LonLat): number {
  const shrink = Math.cos(((latA + latZ) / 2) * RADIANS);
  const [x, y] = [(lonZ - lonA) * shrink, latZ - latA];
  const square = x * x + y * y;
  if (square === 0) return 0;
  return Math.min(1, Math.max(0, ((lon - lonA) * shrink * x + (lat - latA) * y) / square));
}

function between([lonA, latA]: LonLat, [lonZ, latZ]: LonLat, share: number): LonLat {
  return [lonA + (lonZ - lonA) * share, latA + (latZ - latA) * share];
}
