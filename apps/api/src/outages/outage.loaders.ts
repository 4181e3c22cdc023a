import type {
  DeviceStateQueries,
  DeviceStateView,
  ExplanationView,
  HandoverQueries,
  OutageCause,
  OutageCauseQueries,
  OutageEventView,
  OutageQueries,
  OutageView,
} from '@app/outages';
import DataLoader from 'dataloader';
import { groupLoader, rowLoader } from '../graphql/batch.loaders.js';
import { Suspicions } from './suspicions.js';

const MOST_EVENTS = 200;

/** One request's loaders of what was concluded, one a relation. */
export interface OutageLoaders {
  readonly outageById: DataLoader<string, OutageView | null>;
  readonly eventsOfOutage: DataLoader<string, readonly OutageEventView[]>;
  readonly explanationOfOutage: DataLoader<string, ExplanationView | null>;
  readonly stateOfDevice: DataLoader<number, DeviceStateView | null>;
  readonly causeByCode: DataLoader<string, OutageCause | null>;
  /** One statement a request whatever is coloured by it. */
  readonly suspicions: DataLoader<'open', Suspicions>;
}

export interface OutageReaders {
  readonly outages: OutageQueries;
  readonly causes: OutageCauseQueries;
  readonly handovers: HandoverQueries;
  readonly states: DeviceStateQueries;
}

export function outageLoaders({ outages, states, causes }: OutageReaders): OutageLoaders {
  return {
    outageById: rowLoader<string, OutageView>(
      (ids) => outages.byIds(ids),
      (outage) => outage.outageId,
    ),
    eventsOfOutage: groupLoader<string, readonly OutageEventView[]>((ids) => outages.eventsOf(ids, MOST_EVENTS), []),
    explanationOfOutage: rowLoader<string, ExplanationView>(
      (ids) => outages.explanationsOf(ids),
      (row) => row.outageId,
    ),
    stateOfDevice: rowLoader<number, DeviceStateView>(
      (ids) => states.byDeviceIds(ids),
      (state) => state.deviceId,
    ),
    causeByCode: rowLoader<string, OutageCause>(
      () => causes.all(),
      ({ code }) => code,
    ),
    suspicions: new DataLoader(async (keys) => {
      const suspicions = new Suspicions(await outages.openCandidates());
      return keys.map(() => suspicions);
    }),
  };
}
