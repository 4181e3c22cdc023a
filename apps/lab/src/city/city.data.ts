import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StationKind } from '@app/kernel';

/** A station as data/stations.json tells it: real names and parents, positions as good as their source. */
export interface StationFact {
  readonly code: string;
  readonly kind: StationKind;
  readonly name: string;
  readonly parentCode: string | null;
  readonly formerName?: string;
  readonly districtCodes?: readonly string[];
  readonly lat: number;
  readonly lon: number;
  readonly approximate: boolean;
}

/** An interior point of a kelurahan: where it is known that somebody lives. */
export interface KelurahanFact {
  readonly name: string;
  readonly polsekCode: string;
  readonly lat: number;
  readonly lon: number;
}

export interface CityData {
  readonly stations: readonly StationFact[];
  readonly kelurahan: readonly KelurahanFact[];
}

let loaded: CityData | undefined;

export function cityData(): CityData {
  loaded ??= {
    stations: read('stations.json') as StationFact[],
    kelurahan: (read('kelurahan.json') as { rows: KelurahanFact[] }).rows,
  };
  return loaded;
}

/** Data is not compiled: seen from the sources it lies two folders up, from a built copy it still lies with the sources. */
function read(file: string): unknown {
  const places = [`../../data/${file}`, `../../../../../apps/lab/data/${file}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return JSON.parse(readFileSync(places.find((path) => existsSync(path)) ?? places[0], 'utf8'));
}
