import { CreateOutages1795456000002 } from './migrations/1795456000002-create-outages.js';
import { DeviceStatusEntity, EngineTermEntity, OutageEntity, OutageEventEntity } from './outage.entity.js';

export * from './device.state.queries.js';
export * from './outage.queries.js';

/** The tables of this room, for the database. */
export const outagesEntities = [OutageEntity, OutageEventEntity, DeviceStatusEntity, EngineTermEntity];
export const outagesMigrations = [CreateOutages1795456000002];
