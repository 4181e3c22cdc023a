import type { MaintenanceQueries, MaintenanceWindow } from '@app/maintenance';
import type DataLoader from 'dataloader';
import { rowLoader } from '../graphql/batch.loaders.js';

/** One request's loaders of maintenance, one a relation. */
export interface MaintenanceLoaders {
  readonly maintenanceById: DataLoader<string, MaintenanceWindow | null>;
}

export interface MaintenanceReaders {
  readonly maintenance: MaintenanceQueries;
}

export function maintenanceLoaders({ maintenance }: MaintenanceReaders): MaintenanceLoaders {
  return {
    maintenanceById: rowLoader<string, MaintenanceWindow>(
      (ids) => maintenance.byIds(ids),
      ({ id }) => id,
    ),
  };
}
