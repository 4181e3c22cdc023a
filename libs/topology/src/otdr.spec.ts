import { NetworkGraph } from './network.graph.js';
import { locateOnSpan, type OtdrPoint } from './otdr.js';
import type { SpanRow, TopologyDocument } from './topology.document.js';

/** A thousandth of a degree of latitude, metres. */
const MILLI = 111.195;
const NORTH: SpanRow['route'] = [
  [106.8, -6.2],
  [106.8, -6.198],
  [106.8, -6.19],
];

function city(span: Partial<SpanRow>): TopologyDocument {
  return {
    version: 1,
    stations: [
      { code: 'A', kind: 'POLRES', name: 'A', lat: -6.2, lon: 106.8 },
      { code: 'Z', kind: 'POLSEK', name: 'Z', lat: -6.19, lon: 106.8 },
      { code: 'Y', kind: 'POLSEK', name: 'Y' },
    ],
    accessPoints: [
      { code: 'HH1', kind: 'HANDHOLE', lat: -6.196, lon: 106.8001 },
      { code: 'HH2', kind: 'HANDHOLE', lat: -6.194, lon: 106.8 },
      { code: 'FAR', kind: 'POLE', lat: -6.195, lon: 106.81 },
      { code: 'NOWHERE', kind: 'POLE' },
    ],
    spans: [
      { code: 'S', a: 'A', z: 'Z', ...span },
      { code: 'T', a: 'Z', z: 'Y', lengthM: 500 },
    ],
    devices: [
      { name: 'a', role: 'ROUTER', place: 'A' },
      { name: 'y', role: 'SWITCH', place: 'Y' },
    ],
    links: [{ code: 'L', a: { device: 'a' }, z: { device: 'y' }, spans: ['S', 'T'] }],
  };
}

function locate(document: TopologyDocument, from: string, metres: number, span = 'S') {
  return locateOnSpan(NetworkGraph.from(document), document, span, from, metres);
}

function point(document: TopologyDocument, from: string, metres: number, span = 'S'): OtdrPoint {
  const answer = locate(document, from, metres, span);
  if (answer.kind !== 'point') throw new Error(answer.reason);
  return answer;
}

describe('an OTDR distance', () => {
  it('is a point on the route between two structures, seen from either end', () => {
    const document = city({ route: NORTH, lengthM: 10 * MILLI });
    const fromA = point(document, 'A', 5 * MILLI);
    expect(fromA.position!.lat).toBeCloseTo(-6.195, 6);
    expect(fromA.before).toMatchObject({ place: 'HH1' });
    expect(fromA.before.atM).toBeCloseTo(4 * MILLI, 0);
    expect(fromA.behind).toMatchObject({ place: 'HH2' });
    const fromZ = point(document, 'Z', 3 * MILLI);
    expect(fromZ.position!.lat).toBeCloseTo(-6.193, 6);
    expect([fromZ.before.place, fromZ.behind.place]).toEqual(['Z', 'HH2']);
    expect(fromZ.warnings).toEqual([]);
  });

  it('says between which metres it must be where the fibre is longer than its route', () => {
    const answer = point(city({ route: NORTH, lengthM: 12 * MILLI }), 'A', 6 * MILLI);
    expect(answer.slackM).toBeCloseTo(2 * MILLI, 0);
    expect(answer.along!.likelyM).toBeCloseTo(5 * MILLI, 0);
    expect(answer.along!.leastM).toBeCloseTo(4 * MILLI, 0);
    expect(answer.along!.mostM).toBeCloseTo(6 * MILLI, 0);
  });

  it('takes a route that nobody drew to be straight, and says so', () => {
    const answer = point(city({}), 'A', 2 * MILLI);
    expect(answer.position!.lat).toBeCloseTo(-6.198, 6);
    expect(answer.warnings).toEqual([
      'the route is not known: it is taken to be straight',
      'the length of the fibre is not known: it is taken to have no slack',
    ]);
  });

  it('has no place on the map without positions, but stands between two places all the same', () => {
    const answer = point(city({}), 'Z', 120, 'T');
    expect(answer).toMatchObject({ position: null, along: null, before: { place: 'Z', atM: 0 }, behind: { place: 'Y', atM: 500 } });
    expect(answer.warnings).toHaveLength(1);
  });

  it('says which of two lengths cannot be', () => {
    const answer = point(city({ route: NORTH, lengthM: 500 }), 'A', 500);
    expect(answer.warnings).toEqual(['the route on the map, 1112 m, is longer than the fibre, 500 m: one of them is wrong']);
    expect(answer.position!.lat).toBeCloseTo(-6.19, 6);
  });

  it('is refused beyond the end, with where the links go on, and where it cannot be', () => {
    expect(locate(city({ lengthM: 1000 }), 'A', 1200)).toEqual({
      kind: 'beyond-end',
      reason: 'the span is 1000 m long: 200 m lie beyond Z; the links that ride it go on from Z by T',
      beyondM: 200,
      next: ['T'],
    });
    expect(locate(city({ lengthM: 1000 }), 'Y', 10)).toMatchObject({ kind: 'not-an-end', reason: 'the span ends at A and Z' });
    expect(locate(city({}), 'A', 10, 'NONE')).toMatchObject({ kind: 'unknown-span' });
    for (const metres of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(locate(city({}), 'A', metres)).toMatchObject({ kind: 'no-distance' });
    expect(point(city({ lengthM: 0, route: [NORTH[0], NORTH[0]] }), 'A', 0).position).toEqual({ lon: 106.8, lat: -6.2 });
  });
});
