import type { OnuReading, SensorReading } from '../device.document.js';
import type { ChassisFacts } from '../mib/chassis.facts.js';
import type { Ports } from '../mib/ports.js';
import type { SystemGroup } from '../mib/system.group.js';
import type { ProfileReading } from './profile.reading.js';

// What the profiles of one device tell together.

export function filesOf(readings: readonly ProfileReading[]): string[] {
  return readings.map(({ profile }) => profile.file);
}

/** Two profiles may know the same object; the first one tells it. */
export function sensorsOf(readings: readonly ProfileReading[], ports: Ports): SensorReading[] {
  const seen = new Set<string>();
  return readings
    .flatMap((reading) => reading.sensors(ports))
    .filter(({ class: kind, oid, index }) => {
      const key = `${kind} ${oid} ${index}`;
      return !seen.has(key) && seen.add(key);
    });
}

export function onusOf(readings: readonly ProfileReading[], ports: Ports): OnuReading[] {
  return readings.flatMap((reading) => reading.onus(ports));
}

/** @param chassis what the parts of the device say, for what no profile knows */
export function deviceFacts(system: SystemGroup, readings: readonly ProfileReading[], chassis: ChassisFacts | null): ChassisFacts {
  const told = readings.map((reading) => reading.device(system));
  const first = (field: keyof ChassisFacts) => told.find((facts) => facts[field])?.[field] ?? chassis?.[field] ?? null;
  return { vendor: first('vendor'), model: first('model'), serial: first('serial'), software: first('software') };
}
