import { lengthOf, type LonLat, metresBetween, nearestOn, pointAt } from './route.geometry.js';
import type { NetworkGraph } from './network.graph.js';
import type { TopologyDocument } from './topology.document.js';

/** How far a structure may stand from a route and still be taken to stand on it. */
const BESIDE_ROUTE_M = 30;

/** A place on or at the route of a span: one of its ends, or a closure, pole or other place that stands right beside it. */
export interface RouteStructure {
  readonly place: string;
  /** Metres along the route from the end that was measured from; null where neither a route nor a length tells. */
  readonly atM: number | null;
}

export interface OtdrPoint {
  readonly kind: 'point';
  readonly span: string;
  readonly from: string;
  readonly to: string;
  /** Metres of fibre from the end, as the instrument told. */
  readonly fibreM: number;
  /** Metres of fibre in the whole span; null where the topology does not tell. */
  readonly lengthM: number | null;
  /** Metres of the route as drawn on the map; null without positions. */
  readonly routeM: number | null;
  /** Fibre that is longer than the route: coils at joints, and the way up and down; null where one of the two is unknown. */
  readonly slackM: number | null;
  /** Metres along the route where it most likely is, slack being spread evenly, and between which it must be, wherever the slack is. */
  readonly along: { readonly likelyM: number; readonly leastM: number; readonly mostM: number } | null;
  /** Where that is; null without positions. */
  readonly position: { readonly lon: number; readonly lat: number } | null;
  /** The nearest structures before and behind, as seen from the end that was measured from. */
  readonly before: RouteStructure;
  readonly behind: RouteStructure;
  /** What makes this answer less certain, in words. */
  readonly warnings: readonly string[];
}

export type OtdrAnswer =
  | OtdrPoint
  | { readonly kind: 'unknown-span' | 'not-an-end' | 'no-distance'; readonly reason: string }
  /** The event lies beyond the span: on one of these, so many metres from where they begin. */
  | { readonly kind: 'beyond-end'; readonly reason: string; readonly beyondM: number; readonly next: readonly string[] };

/** Where on a span an OTDR saw an event, so many metres of fibre from the place at one of its ends. */
export function locateOnSpan(graph: NetworkGraph, document: TopologyDocument, span: string, from: string, fibreM: number): OtdrAnswer {
  const index = graph.spanIndex(span);
  if (index < 0) return { kind: 'unknown-span', reason: 'there is no such span' };
  const [a, z] = [graph.placeCodes[graph.spanA[index]], graph.placeCodes[graph.spanZ[index]]];
  if (from !== a && from !== z) return { kind: 'not-an-end', reason: `the span ends at ${a} and ${z}` };
  if (!Number.isFinite(fibreM) || fibreM < 0) return { kind: 'no-distance', reason: 'a distance is a number of metres from 0 up' };
  const to = from === a ? z : a;
  const route = routeOf(document, index, from === a);
  const routeM = route === null ? null : lengthOf(route);
  const lengthM = graph.spanLengthM[index] < 0 ? null : graph.spanLengthM[index];
  const wholeM = lengthM ?? routeM;
  if (wholeM !== null && fibreM > wholeM) {
    const beyondM = fibreM - wholeM;
    const next = nextSpans(graph, index, graph.placeIndex(to));
    const on = next.length > 0 ? `; the links that ride it go on from ${to} by ${next.join(', ')}` : '';
    return { kind: 'beyond-end', reason: `the span is ${round(wholeM)} m long: ${round(beyondM)} m lie beyond ${to}${on}`, beyondM, next };
  }
  const slackM = lengthM === null || routeM === null ? null : Math.max(0, lengthM - routeM);
  const along = routeM === null ? null : alongRoute(fibreM, routeM, lengthM);
  const point = route === null || along === null ? null : pointAt(route, along.likelyM);
  const at = along?.likelyM ?? null;
  const structures = structuresOn(document, route, { from, to, endM: routeM ?? lengthM });
  return {
    kind: 'point',
    span,
    from,
    to,
    fibreM,
    lengthM,
    routeM,
    slackM,
    along,
    position: point && { lon: point[0], lat: point[1] },
    before: structures.findLast(({ atM }) => at !== null && atM !== null && atM <= at) ?? structures[0],
    behind: structures.find(({ atM }) => at !== null && atM !== null && atM > at) ?? structures.at(-1)!,
    warnings: warningsOf(document, index, { routeM, lengthM }),
  };
}

/** Slack may lie anywhere: all before the event, all behind it, or, most likely, evenly. */
function alongRoute(fibreM: number, routeM: number, lengthM: number | null): OtdrPoint['along'] {
  if (lengthM === null || lengthM === 0)
    return { likelyM: Math.min(fibreM, routeM), leastM: Math.min(fibreM, routeM), mostM: Math.min(fibreM, routeM) };
  const likelyM = Math.min(routeM, (fibreM / lengthM) * routeM);
  const slackM = Math.max(0, lengthM - routeM);
  return { likelyM, leastM: Math.min(likelyM, Math.max(0, fibreM - slackM)), mostM: Math.max(likelyM, Math.min(fibreM, routeM)) };
}

function warningsOf(document: TopologyDocument, span: number, known: { routeM: number | null; lengthM: number | null }): string[] {
  const warnings: string[] = [];
  const { routeM, lengthM } = known;
  if (routeM === null) warnings.push('neither the route nor the positions of both ends are known: there is no point on the map');
  else if (!hasRoute(document, span)) warnings.push('the route is not known: it is taken to be straight');
  if (lengthM === null) warnings.push('the length of the fibre is not known: it is taken to have no slack');
  else if (routeM !== null && routeM > lengthM * 1.01)
    warnings.push(`the route on the map, ${round(routeM)} m, is longer than the fibre, ${round(lengthM)} m: one of them is wrong`);
  return warnings;
}

function hasRoute(document: TopologyDocument, span: number): boolean {
  return (document.spans?.[span]?.route?.length ?? 0) >= 2;
}

/** The route of a span from one of its ends; straight between the places where none is drawn; null where a place has no position. */
function routeOf(document: TopologyDocument, span: number, isFromA: boolean): readonly LonLat[] | null {
  const { route = [], a, z } = document.spans![span];
  const ends = hasRoute(document, span) ? route : [positionOf(document, a), positionOf(document, z)];
  const points = ends.filter((point): point is LonLat => point !== null);
  if (points.length < ends.length) return null;
  return isFromA ? points : points.toReversed();
}

function positionOf(document: TopologyDocument, code: string): LonLat | null {
  const { stations, buildings = [], accessPoints = [] } = document;
  const isIt = (each: { readonly code: string }) => each.code === code;
  const row = stations.find(isIt) ?? buildings.find(isIt) ?? accessPoints.find(isIt);
  return row?.lat === undefined || row.lon === undefined ? null : [row.lon, row.lat];
}

/** The ends, and the access points that stand right beside the route, in order from the end that was measured from. */
function structuresOn(
  document: TopologyDocument,
  route: readonly LonLat[] | null,
  { from, to, endM }: { from: string; to: string; endM: number | null },
): RouteStructure[] {
  const between: RouteStructure[] = [];
  for (const { code, lat, lon } of document.accessPoints ?? []) {
    if (route === null || endM === null || lat === undefined || lon === undefined || code === from || code === to) continue;
    const { alongM, point } = nearestOn(route, [lon, lat]);
    if (metresBetween(point, [lon, lat]) <= BESIDE_ROUTE_M && alongM > 0 && alongM < endM) between.push({ place: code, atM: alongM });
  }
  between.sort((one, other) => one.atM! - other.atM! || (one.place < other.place ? -1 : 1));
  return [{ place: from, atM: 0 }, ...between, { place: to, atM: endM }];
}

/** The spans by which the links that ride a span go on from a place. */
function nextSpans(graph: NetworkGraph, span: number, place: number): string[] {
  const next = new Set<string>();
  const { linkSpans, spanLinks, spanA, spanZ } = graph;
  for (let i = spanLinks.start[span]; i < spanLinks.start[span + 1]; i++) {
    const link = spanLinks.items[i];
    for (let j = linkSpans.start[link]; j < linkSpans.start[link + 1]; j++) {
      const other = linkSpans.items[j];
      if (other !== span && (spanA[other] === place || spanZ[other] === place)) next.add(graph.spanCodes[other]);
    }
  }
  return [...next].sort();
}

function round(metres: number): number {
  return Math.round(metres * 10) / 10;
}
