import { type CityBuilder, type PortClass, moved } from './city.builder.js';
import type { StationFact } from './city.data.js';

/** The Polda and five Polres, as a ring round the inner city. */
const CORE = ['PMJ', 'PMJ-JAKBAR', 'PMJ-JAKPUS', 'PMJ-JAKUT', 'PMJ-JAKTIM', 'PMJ-JAKSEL'];
/** The other Polres, each on a chain of single cables between two of the core. */
const CHAINS = [
  ['PMJ-JAKBAR', 'PMJ-SOETTA', 'PMJ-TANGKOT', 'PMJ-TANGSEL', 'PMJ-JAKSEL'],
  ['PMJ-JAKSEL', 'PMJ-DEPOK', 'PMJ-JAKTIM'],
  ['PMJ-JAKTIM', 'PMJ-BEKKOT', 'PMJ-JAKUT'],
];
/** Rings of Polsek are no longer than this: a longer one loses too much with two cuts. */
const RING_LENGTH = 5;

export const CORE_ROUTER = 'PMJ-R1';
/** Kabupaten Bekasi hangs on one cable: the single cut that the demonstration is about. */
export const DEMO_POLRES = 'PMJ-BEKKAB';
export const DEMO_SPAN = 'SPAN-BEKKOT-BEKKAB';
const DEMO_NEIGHBOUR = 'PMJ-BEKKAB-TAMBUNSELATAN';

/** The code without the Polda that all of them begin with. */
export function shortCode(station: string): string {
  return station.replace(/^PMJ-/, '');
}

export function routerOf(station: string): string {
  return `${station}-R1`;
}

/** Routers of all stations and the fibre between them: a core ring of doubled cables, rings below it, trees at the edge. */
export function buildBackbone(city: CityBuilder, stations: readonly StationFact[]): void {
  for (const { code } of stations) city.infrastructure(routerOf(code), 'ROUTER', code);
  for (const code of [...CORE, DEMO_POLRES, 'PMJ-BEKKOT']) city.infrastructure(`${code}-R2`, 'ROUTER', code);
  for (const code of [...CORE, 'PMJ-BEKKOT', DEMO_POLRES]) city.link(`LINK-${shortCode(code)}-R1-R2`, routerOf(code), `${code}-R2`, 'hu');
  buildCore(city);
  for (const chain of CHAINS) for (let i = 1; i < chain.length; i++) join(city, chain[i - 1], chain[i], 'hu');
  buildPort(city);
  buildDemoSpan(city);
  for (const polres of stations.filter(({ kind }) => kind === 'POLRES')) buildPolres(city, polres, stations);
  for (const polsek of stations.filter(({ kind }) => kind === 'POLSEK')) buildSubsectors(city, polsek, stations);
}

/** One cable, one link. */
function join(city: CityBuilder, a: string, z: string, port: PortClass): void {
  const name = pairName(a, z);
  city.link(`LINK-${name}`, routerOf(a), routerOf(z), port, [city.span(`SPAN-${name}`, a, z)]);
}

/** What both codes begin with is said once: JAKPUS-GAMBIR-SENEN. */
function pairName(a: string, z: string): string {
  const parts = a.split('-');
  const own = z.split('-');
  const shared = own.findIndex((part, i) => part !== parts[i]);
  return `${shortCode(a)}-${shared < 0 ? shortCode(z) : own.slice(shared).join('-')}`;
}

function buildCore(city: CityBuilder): void {
  CORE.forEach((a, i) => {
    const z = CORE[(i + 1) % CORE.length];
    const name = `${shortCode(a)}-${shortCode(z)}`;
    for (const [side, router, bend] of [
      ['A', 'R1', 0.08],
      ['B', 'R2', -0.08],
    ] as const) {
      const conduit = city.conduit(`DUCT-${name}-${side}`, `Core duct ${side} ${shortCode(a)} to ${shortCode(z)}`);
      const span = city.span(`SPAN-${name}-${side}`, a, z, { conduit, bend });
      city.link(`LINK-${name}-${side}`, `${a}-${router}`, `${z}-${router}`, 'hu', [span]);
    }
  });
}

/** Two cables to the port in one duct: redundant on paper only. And the one cable through the sea. */
function buildPort(city: CityBuilder): void {
  const conduit = city.conduit('DUCT-JAKUT-PRIOK', 'Duct along the port road');
  for (const [side, bend] of [
    ['A', 0.03],
    ['B', -0.03],
  ] as const) {
    const router = side === 'A' ? 'PMJ-JAKUT-R1' : 'PMJ-JAKUT-R2';
    const span = city.span(`SPAN-JAKUT-PRIOK-${side}`, 'PMJ-JAKUT', 'PMJ-PRIOK', { conduit, bend });
    city.link(`LINK-JAKUT-PRIOK-${side}`, router, 'PMJ-PRIOK-R1', 'te', [span]);
  }
  join(city, 'PMJ-PRIOK', 'PMJ-KEPSERIBU', 'te');
}

/**
 * Both links to Kabupaten Bekasi and the one to Tambun Selatan lie in the same cable as far as the closure. Only the loss of that cable
 * silences all three at once, so there is one right answer to what broke.
 */
function buildDemoSpan(city: CityBuilder): void {
  const from = city.positionOf('PMJ-BEKKOT');
  const to = city.positionOf(DEMO_POLRES);
  const closure = city.accessPoint('JOINT_CLOSURE', 'JC-BEKKAB-1', {
    lat: from.lat + (to.lat - from.lat) * 0.6,
    lon: from.lon + (to.lon - from.lon) * 0.6,
  });
  const trunk = city.span(DEMO_SPAN, 'PMJ-BEKKOT', closure);
  const onward = city.span('SPAN-BEKKAB-JC1', closure, DEMO_POLRES);
  const branch = city.span('SPAN-BEKKAB-JC1-TAMBUNSELATAN', closure, DEMO_NEIGHBOUR);
  for (const router of ['R1', 'R2']) {
    city.link(`LINK-BEKKOT-BEKKAB-${router}`, `PMJ-BEKKOT-${router}`, `${DEMO_POLRES}-${router}`, 'hu', [trunk, onward]);
  }
  city.link('LINK-BEKKOT-TAMBUNSELATAN', 'PMJ-BEKKOT-R2', routerOf(DEMO_NEIGHBOUR), 'te', [trunk, branch]);
}

/** The Polsek of a Polres, in the order they lie round it, in rings; every third ring leaves through one duct on both sides (the second, fifth …). */
function buildPolres(city: CityBuilder, polres: StationFact, stations: readonly StationFact[]): void {
  const around = ({ lat, lon }: StationFact) => Math.atan2(lat - polres.lat, lon - polres.lon);
  const polseks = stations.filter(({ parentCode, kind }) => parentCode === polres.code && kind === 'POLSEK');
  polseks.sort((a, z) => around(a) - around(z) || (a.code < z.code ? -1 : 1));
  const rings = Math.ceil(polseks.length / RING_LENGTH);
  for (let ring = 0; ring < rings; ring++) {
    const members = polseks.slice(Math.floor((ring * polseks.length) / rings), Math.floor(((ring + 1) * polseks.length) / rings));
    if (members.length === 1) {
      join(city, polres.code, members[0].code, 'te');
      continue;
    }
    if (ring % 3 === 1) buildDuctedRing(city, polres, members, ring + 1);
    else [polres, ...members].forEach((a, i) => join(city, a.code, members[i]?.code ?? polres.code, 'te'));
  }
}

/** Both sides share a duct from the Polres to a handhole: a digger there takes the ring, a cut further out only its redundancy. */
function buildDuctedRing(city: CityBuilder, polres: StationFact, members: readonly StationFact[], ring: number): void {
  const short = shortCode(polres.code);
  const first = members[0];
  const direction = Math.atan2(first.lon - polres.lon, first.lat - polres.lat);
  const handhole = city.accessPoint('HANDHOLE', `HH-${short}-${ring}`, moved(polres, 350, direction));
  const conduit = city.conduit(`DUCT-${short}-${ring}`, `Duct from ${polres.name} to handhole ${ring}`);
  const ends = [
    ['A', first],
    ['B', members[members.length - 1]],
  ] as const;
  for (const [side, { code }] of ends) {
    const inside = city.span(`SPAN-${short}-HH${ring}-${side}`, polres.code, handhole, { conduit, bend: side === 'A' ? 0.04 : -0.04 });
    const name = pairName(polres.code, code);
    const outside = city.span(`SPAN-${name}`, handhole, code);
    city.link(`LINK-${name}`, routerOf(polres.code), routerOf(code), 'te', [inside, outside]);
  }
  for (let i = 1; i < members.length; i++) join(city, members[i - 1].code, members[i].code, 'te');
}

/** Two subsectors or more make a small ring through their Polsek; one alone hangs on a single cable. */
function buildSubsectors(city: CityBuilder, polsek: StationFact, stations: readonly StationFact[]): void {
  const posts = stations.filter(({ parentCode, kind }) => parentCode === polsek.code && kind === 'POLSUBSEKTOR');
  if (posts.length === 0) return;
  if (posts.length === 1) join(city, polsek.code, posts[0].code, 'ge');
  else [polsek, ...posts].forEach((a, i) => join(city, a.code, posts[i]?.code ?? polsek.code, 'ge'));
}
