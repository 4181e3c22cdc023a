import type {
  FactChangeView,
  FactsView,
  InterfaceFilter,
  InterfaceView,
  LiveReadings,
  ObservedQueries,
  OnuFilter,
  OnuQueries,
  OnuTransitionView,
  OnuView,
  OpticalFilter,
  OpticalPortView,
  OpticalQueries,
  PortQueries,
  SensorFilter,
  SensorView,
} from '@app/observed';
import DataLoader from 'dataloader';
import { groupLoader, RelationLoader, rowLoader } from '../graphql/batch.loaders.js';

const MOST_STEPS = 100;

/** One request's loaders of what devices tell, one a relation. */
export interface ObservedLoaders {
  readonly factsOfDevice: DataLoader<number, FactsView | null>;
  readonly factChangesOfDevice: DataLoader<number, readonly FactChangeView[]>;
  readonly interfacesOfDevice: RelationLoader<number, InterfaceFilter, InterfaceView>;
  readonly sensorsOfDevice: RelationLoader<number, SensorFilter, SensorView>;
  readonly opticalPortsOfDevice: RelationLoader<number, OpticalFilter, OpticalPortView>;
  readonly onusOfDevice: RelationLoader<number, OnuFilter, OnuView>;
  readonly stepsOfOnu: DataLoader<number, readonly OnuTransitionView[]>;
  /** By portKey. */
  readonly lightAtPort: DataLoader<string, OpticalPortView | null>;
}

export interface ObservedReaders {
  readonly observed: ObservedQueries;
  readonly ports: PortQueries;
  readonly optics: OpticalQueries;
  readonly onus: OnuQueries;
  readonly live: LiveReadings;
}

export function portKey(deviceId: number, name: string): string {
  return `${deviceId} ${name}`;
}

export function observedLoaders({ observed, ports, optics, onus }: Omit<ObservedReaders, 'live'>): ObservedLoaders {
  return {
    factsOfDevice: rowLoader<number, FactsView>(
      (ids) => observed.facts(ids),
      ({ deviceId }) => deviceId,
    ),
    factChangesOfDevice: groupLoader<number, readonly FactChangeView[]>((ids) => observed.changesOf(ids, MOST_STEPS), []),
    interfacesOfDevice: new RelationLoader({
      pages: (ids, filter, request, countOf) => ports.interfacesOf(ids, filter, request, countOf),
      counts: (ids, filter) => ports.countInterfacesOf(ids, filter),
    }),
    sensorsOfDevice: new RelationLoader({
      pages: (ids, filter, request, countOf) => ports.sensorsOf(ids, filter, request, countOf),
      counts: (ids, filter) => ports.countSensorsOf(ids, filter),
    }),
    opticalPortsOfDevice: new RelationLoader({
      pages: (ids, filter, request, countOf) => optics.pagesOf(ids, filter, request, countOf),
      counts: (ids, filter) => optics.countsOf(ids, filter),
    }),
    onusOfDevice: new RelationLoader({
      pages: (ids, filter, request, countOf) => onus.pagesOf(ids, filter, request, countOf),
      counts: (ids, filter) => onus.countsOf(ids, filter),
    }),
    stepsOfOnu: groupLoader<number, readonly OnuTransitionView[]>((ids) => onus.transitionsOf(ids, MOST_STEPS), []),
    lightAtPort: new DataLoader(async (keys) => {
      const wanted = keys.map((key) => ({ deviceId: Number(key.slice(0, key.indexOf(' '))), interface: key.slice(key.indexOf(' ') + 1) }));
      // Of a port with several receivers the worst counts.
      const rows = await optics.atPorts(wanted);
      const worst = rows.toSorted((a, b) => (b.marginDb ?? Infinity) - (a.marginDb ?? Infinity) || b.sensorId - a.sensorId);
      const found = new Map(worst.map((row) => [portKey(row.deviceId, row.interface), row]));
      return keys.map((key) => found.get(key) ?? null);
    }),
  };
}
