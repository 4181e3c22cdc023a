import {
  addSeconds,
  availabilityOf,
  AvailabilityQueries,
  AvailabilityService,
  beginningOf,
  type CountedPeriod,
  CURRENT_WINDOWS,
  type CurrentWindow,
  NO_SECONDS,
  type ObjectKind,
} from '@app/availability';
import type { Clock } from '@app/kernel';
import type { Log, Transactor } from '@app/platform';
import { Gauge, type Registry } from 'prom-client';
import { inRounds } from './rounds.js';

const EACH_MS = 300_000;
const FIRST_MS = 30_000;
/** What is told of the whole city; devices that are not cameras are in the links and stations. */
const OBJECTS: Readonly<Record<string, ObjectKind>> = { camera: 'CAMERA', link: 'LINK', span: 'SPAN' };

export interface AvailabilityFiguresParts {
  readonly registry: Registry;
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly isLeading: () => boolean;
}

/** Tells Prometheus the availability of this day, week and month of Jakarta, counted each five minutes. Answers how to stop it. */
export function tellAvailability({ registry, transactor, clock, log, isLeading }: AvailabilityFiguresParts): () => Promise<void> {
  const stations = new Gauge({
    name: 'nadi_station_availability_ratio',
    help: 'up / (up + down) of the station in this day, week or month of WIB; absent where too little of it was watched.',
    labelNames: ['station', 'window'],
    registers: [registry],
  });
  const city = new Gauge({
    name: 'nadi_city_availability_ratio',
    help: 'The same of all objects of a kind together.',
    labelNames: ['object', 'window'],
    registers: [registry],
  });
  const service = new AvailabilityService(transactor, clock);
  const queries = new AvailabilityQueries(transactor);
  const tellStations = async (window: CurrentWindow, period: CountedPeriod) => {
    const objects = await queries.all({ kind: 'STATION' });
    const seconds = await service.secondsOf('STATION', objects, period, 'ALL');
    for (const { id, code } of objects) set(stations, { station: code, window }, availabilityOf(seconds.get(id)!).ratio);
    set(city, { object: 'station', window }, availabilityOf([...seconds.values()].reduce(addSeconds, NO_SECONDS)).ratio);
  };
  const round = async (stopping: AbortSignal) => {
    if (!isLeading()) {
      stations.reset();
      city.reset();
      return;
    }
    const now = clock.now();
    for (const window of CURRENT_WINDOWS) {
      if (stopping.aborted) return;
      const from = new Date(beginningOf(window, Math.floor(now.getTime() / 1_000)) * 1_000);
      const period = await service.period({ from, to: now, hours: 'ALL' });
      await tellStations(window, period);
      for (const [object, kind] of Object.entries(OBJECTS)) {
        if (stopping.aborted) return;
        const { seconds } = await service.totals(queries, { kind }, period, 'ALL');
        set(city, { object, window }, availabilityOf(seconds).ratio);
      }
    }
  };
  return inRounds(round, { eachMs: EACH_MS, firstMs: FIRST_MS, failure: 'availability cannot be told now', log });
}

/** What is not given is not told: a zero would say that everything was down. */
function set<Label extends string>(gauge: Gauge<Label>, labels: Partial<Record<Label, string>>, ratio: number | null): void {
  if (ratio === null) gauge.remove(labels);
  else gauge.set(labels, ratio);
}
