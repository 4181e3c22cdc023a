import { availabilityOf, AvailabilityQueries, AvailabilityService, type CountedPeriod, type ObjectKind } from '@app/availability';
import type { Clock } from '@app/kernel';
import type { Log, Transactor } from '@app/platform';
import { Gauge, type Registry } from 'prom-client';

const EACH_MS = 300_000;
const FIRST_MS = 30_000;
const DAY_MS = 86_400_000;
const WIB_MS = 7 * 3_600_000;
const WINDOWS = ['day', 'week', 'month'] as const;
/** What is told of the whole city; devices that are not cameras are in the links and stations. */
const OBJECTS: Readonly<Record<string, ObjectKind>> = { camera: 'CAMERA', link: 'LINK', span: 'SPAN', station: 'STATION' };

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
  let running = Promise.resolve();
  let isStopped = false;
  const tellStations = async (window: string, period: CountedPeriod) => {
    const objects = await queries.all({ kind: 'STATION' });
    const seconds = await service.secondsOf('STATION', objects, period, 'ALL');
    for (const { id, code } of objects) set(stations, { station: code, window }, availabilityOf(seconds.get(id)!).ratio);
  };
  const round = async () => {
    if (!isLeading()) {
      stations.reset();
      city.reset();
      return;
    }
    const now = clock.now();
    for (const window of WINDOWS) {
      if (isStopped) return;
      const period = await service.period({ from: startOf(window, now), to: now, hours: 'ALL' });
      await tellStations(window, period);
      for (const [object, kind] of Object.entries(OBJECTS)) {
        if (isStopped) return;
        const { seconds } = await service.totals(queries, { kind }, period, 'ALL');
        set(city, { object, window }, availabilityOf(seconds).ratio);
      }
    }
  };
  const soon = () => {
    running = running.then(round).catch((err: unknown) => log.warn({ err }, 'availability cannot be told now'));
  };
  const timers = [setTimeout(soon, FIRST_MS), setInterval(soon, EACH_MS)];
  return async () => {
    isStopped = true;
    for (const timer of timers) clearTimeout(timer);
    await running;
  };
}

/** What is not given is not told: a zero would say that everything was down. */
function set<Label extends string>(gauge: Gauge<Label>, labels: Partial<Record<Label, string>>, ratio: number | null): void {
  if (ratio === null) gauge.remove(labels);
  else gauge.set(labels, ratio);
}

/** The first instant of the day, week (from Monday) or month in Jakarta. */
function startOf(window: (typeof WINDOWS)[number], now: Date): Date {
  const local = new Date(now.getTime() + WIB_MS);
  const day = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  switch (window) {
    case 'day':
      return new Date(day - WIB_MS);
    case 'week':
      return new Date(day - ((local.getUTCDay() + 6) % 7) * DAY_MS - WIB_MS);
    case 'month':
      return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) - WIB_MS);
  }
}
