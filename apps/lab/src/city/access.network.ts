import { type CityBuilder, moved, type Position } from './city.builder.js';
import type { CityData, StationFact } from './city.data.js';
import type { CityRandom } from './city.random.js';
import { shareOut } from './city.random.js';
import { DEMO_POLRES, routerOf, shortCode } from './backbone.js';

/** So many cameras hang on the one cable to Kabupaten Bekasi, once the city is large enough. */
const DEMO_CAMERAS = 5_000;
const LARGE_CITY = 30_000;
/** Buildings grow with the city, so that its infrastructure stays within what the fibre plant of one city has. */
const MOST_BUILDINGS = 1_450;
const LEAST_PER_BUILDING = 8;
const PER_ODP = 4;
const PER_ODC = 16;
const PER_SWITCH = 48;
const OWNERS = 60;
/** Where the first buildings hang on a passive optical network: one port of an OLT, a splitter in their ODP, an ONU each. */
const PON_STATIONS = ['PMJ-JAKPUS-MENTENG', 'PMJ-JAKSEL-TEBET', 'PMJ-JAKTIM-CAKUNG'];
/** An ONU of GPON port 0 in slot 1, as the OLT names it. */
const PON_PORT = '0/1/0';
const KINDS = ['Gedung', 'Hotel', 'Ruko', 'Pasar', 'Gudang', 'Apartemen', 'Kantor'];

interface Site {
  readonly position: Position;
  readonly cameras: number;
  readonly station: string;
}

/** Buildings with cameras round every Polsek, and the fibre that feeds them: station, ODC, ODP, building. */
export function buildAccess(city: CityBuilder, data: CityData, cameras: number, random: CityRandom): void {
  for (let i = 1; i <= OWNERS; i++) {
    city.owners.push({ code: `OWN-${digits(i, 3)}`, name: `Pengelola Contoh ${digits(i, 3)} (rekaan)` });
  }
  const areas = data.stations.filter(({ kind, code }) => kind === 'POLSEK' || code === 'PMJ-SOETTA');
  const shares = camerasByArea(areas, cameras, random);
  const perBuilding = Math.max(LEAST_PER_BUILDING, cameras / MOST_BUILDINGS);
  let number = 0;
  areas.forEach((area, i) => {
    const sites = sitesOf(area, shares[i], perBuilding, data, random);
    for (const station of new Set(sites.map(({ station: code }) => code))) {
      const here = sites.filter((site) => site.station === station);
      number = buildStation(city, station, here, number, random);
    }
  });
}

/** The demonstration's Polres gets its fixed part, islands little, all else by chance. */
function camerasByArea(areas: readonly StationFact[], cameras: number, random: CityRandom): number[] {
  const weights = areas.map(({ code }) => (code.startsWith('PMJ-KEPSERIBU') ? 0.15 : 1) * random.between(0.5, 1.5));
  const isDemo = areas.map(({ code }) => code.startsWith(`${DEMO_POLRES}-`));
  const demo = cameras >= LARGE_CITY ? DEMO_CAMERAS : Math.floor(cameras / 6);
  const inside = shareOut(
    demo,
    weights.map((weight, i) => (isDemo[i] ? weight : 0)),
  );
  const outside = shareOut(
    cameras - demo,
    weights.map((weight, i) => (isDemo[i] ? 0 : weight)),
  );
  return areas.map((_, i) => inside[i] + outside[i]);
}

/** Buildings lie about the kelurahan of their Polsek and belong to its nearest station. */
function sitesOf(area: StationFact, cameras: number, perBuilding: number, data: CityData, random: CityRandom): Site[] {
  if (cameras === 0) return [];
  const count = Math.max(1, Math.round(cameras / perBuilding));
  // One camera each first: no building is without.
  const sizes = shareOut(
    cameras - Math.min(count, cameras),
    Array.from({ length: Math.min(count, cameras) }, () => random.between(0.2, 1.8)),
  ).map((size) => size + 1);
  const villages = data.kelurahan.filter(({ polsekCode }) => polsekCode === area.code);
  const stations = data.stations.filter(({ code, parentCode }) => code === area.code || parentCode === area.code);
  const distance = (a: Position, z: Position) => (a.lat - z.lat) ** 2 + (a.lon - z.lon) ** 2;
  return sizes.map((size) => {
    const centre = villages.length > 0 ? villages[random.integer(0, villages.length - 1)] : area;
    const position = moved(centre, 60 + 640 * Math.sqrt(random.next()), random.between(0, 2 * Math.PI));
    const [nearest] = [...stations]
      .filter(({ kind }) => kind !== 'POLRES' || area.kind === 'POLRES')
      .sort((a, z) => distance(a, position) - distance(z, position));
    return { position, cameras: size, station: nearest.code };
  });
}

/** Neighbours share an ODP, neighbouring ODPs an ODC; all feeders leave the station through its one duct. */
function buildStation(city: CityBuilder, station: string, sites: readonly Site[], firstNumber: number, random: CityRandom): number {
  const short = shortCode(station);
  const centre = city.positionOf(station);
  const around = ({ position }: Site) => Math.atan2(position.lat - centre.lat, position.lon - centre.lon);
  const ordered = [...sites].sort((a, z) => around(a) - around(z));
  const conduit = city.conduit(`DUCT-${short}`, `Feeder duct of ${station}`);
  let number = firstNumber;
  let odcs = 0;
  for (let start = 0; start < ordered.length; start += PER_SWITCH) {
    const aggregation = city.infrastructure(`${station}-SW${start / PER_SWITCH + 1}`, 'SWITCH', station);
    city.link(`LINK-${short}-SW${start / PER_SWITCH + 1}`, routerOf(station), aggregation, 'te');
    for (const cluster of chunks(ordered.slice(start, start + PER_SWITCH), PER_ODC)) {
      odcs += 1;
      const odc = city.accessPoint('ODC', `ODC-${short}-${odcs}`, towards(centre, middle(cluster), 0.55));
      const feeder = city.span(`SPAN-${short}-ODC${odcs}`, station, odc, { conduit });
      chunks(cluster, PER_ODP).forEach((group, i) => {
        const odp = city.accessPoint('ODP', `ODP-${short}-${odcs}-${i + 1}`, towards(city.positionOf(odc), middle(group), 0.8));
        const distribution = city.span(`SPAN-${short}-ODC${odcs}-ODP${i + 1}`, odc, odp);
        const olt = odcs === 1 && i === 0 && PON_STATIONS.includes(station) ? buildOlt(city, station, aggregation) : undefined;
        group.forEach((site, place) => {
          number += 1;
          const pon = olt === undefined ? undefined : { olt, onu: `${PON_PORT}:${place + 1}` };
          buildSite(city, site, { number, aggregation, odp, path: [feeder, distribution], pon }, random);
        });
      });
    }
  }
  return number;
}

function buildOlt(city: CityBuilder, station: string, aggregation: string): string {
  const olt = city.late(`${station}-OLT1`, 'OLT', station, ['icmp', 'snmp']);
  city.link(`LINK-${shortCode(station)}-OLT1`, aggregation, olt, 'te');
  return olt;
}

interface Feed {
  readonly number: number;
  readonly aggregation: string;
  readonly odp: string;
  readonly path: readonly string[];
  readonly pon?: { readonly olt: string; readonly onu: string };
}

function buildSite(city: CityBuilder, site: Site, { number, aggregation, odp, path, pon }: Feed, random: CityRandom): void {
  const code = `GDG-${digits(number, 4)}`;
  const { lat, lon } = site.position;
  city.building({
    code,
    name: `${KINDS[random.integer(0, KINDS.length - 1)]} Contoh ${digits(number, 4)} (rekaan)`,
    station: site.station,
    owner: `OWN-${digits(random.integer(1, OWNERS), 3)}`,
    lat: Math.round(lat * 1e6) / 1e6,
    lon: Math.round(lon * 1e6) / 1e6,
  });
  const drop = city.span(`SPAN-${code}`, odp, code);
  const device = city.infrastructure(`SW-${code}`, 'SWITCH', code);
  if (pon) {
    // The OLT speaks for its ONUs: they are pinged, and read through it.
    const onu = city.late(`ONU-${code}`, 'ONU', code, ['icmp']);
    city.ponLink(`LINK-${code}`, { device: pon.olt, interface: pon.onu }, onu, [...path, drop]);
    city.link(`LINK-${code}-ONU`, onu, device, 'ge');
  } else city.link(`LINK-${code}`, aggregation, device, 'ge', [...path, drop]);
  for (let i = 1; i <= site.cameras; i++) {
    const name = `CAM-${digits(number, 4)}-${digits(i, 2)}`;
    const headingDeg = random.integer(0, 359);
    const position = moved(site.position, random.between(5, 30), (headingDeg * Math.PI) / 180);
    city.camera(name, code, position, { headingDeg, fieldOfViewDeg: 90, streetFacing: random.next() < 0.6, retentionDays: 30 });
    city.cameraLink(`LINK-${name}`, device, name);
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function middle(sites: readonly Site[]): Position {
  const mean = (pick: (position: Position) => number) => sites.reduce((sum, { position }) => sum + pick(position), 0) / sites.length;
  return { lat: mean(({ lat }) => lat), lon: mean(({ lon }) => lon) };
}

function towards(from: Position, to: Position, part: number): Position {
  return { lat: from.lat + (to.lat - from.lat) * part, lon: from.lon + (to.lon - from.lon) * part };
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
