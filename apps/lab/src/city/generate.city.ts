import type { TopologyDocument } from '@app/topology';
import { buildAccess } from './access.network.js';
import { buildBackbone, CORE_ROUTER } from './backbone.js';
import { CityBuilder } from './city.builder.js';
import { cityData, type CityData, type StationFact } from './city.data.js';
import { CityRandom } from './city.random.js';

const SEED = 20_260_817;
/** From this size on, each Polsek without a known subsector gets an invented one: the real list is a sample. */
const WITH_INVENTED_SUBSECTORS = 2_000;

export interface CityOptions {
  readonly cameras: number;
}

/** A city of Polda Metro Jaya's real stations with an invented fibre plant, invented buildings and so many cameras. The same every time. */
export function generateCity({ cameras }: CityOptions): TopologyDocument {
  if (!Number.isInteger(cameras) || cameras < 0) throw new RangeError(`a city has a whole number of cameras, not ${cameras}`);
  const random = new CityRandom(SEED);
  const known = cityData();
  const data = cameras >= WITH_INVENTED_SUBSECTORS ? withInventedSubsectors(known) : known;
  const city = new CityBuilder();
  for (const { code, kind, name, parentCode, formerName, districtCodes, lat, lon, approximate } of data.stations) {
    city.station({
      code,
      kind,
      name,
      parent: parentCode,
      ...(formerName ? { formerNames: [formerName] } : {}),
      ...(districtCodes && districtCodes.length > 0 ? { districtCodes } : {}),
      lat,
      lon,
      approximate,
    });
  }
  buildBackbone(city, data.stations);
  buildAccess(city, data, cameras, random);
  return city.document(CORE_ROUTER);
}

function withInventedSubsectors({ stations, kelurahan }: CityData): CityData {
  const parents = new Set(stations.filter(({ kind }) => kind === 'POLSUBSEKTOR').map(({ parentCode }) => parentCode));
  const invented: StationFact[] = [];
  for (const polsek of stations.filter(({ code, kind }) => kind === 'POLSEK' && !parents.has(code))) {
    const villages = kelurahan.filter(({ polsekCode }) => polsekCode === polsek.code);
    if (villages.length === 0) continue;
    const { lat, lon } = villages[villages.length - 1];
    const number = String(invented.length + 1).padStart(3, '0');
    invented.push({
      code: `${polsek.code}-CONTOH${number}`,
      kind: 'POLSUBSEKTOR',
      name: `Polsubsektor Contoh ${number} (rekaan)`,
      parentCode: polsek.code,
      lat,
      lon,
      approximate: true,
    });
  }
  return { stations: [...stations, ...invented], kelurahan };
}
