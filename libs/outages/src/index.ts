import { CreateOutages1795456000002 } from './migrations/1795456000002-create-outages.js';
import { OutageProbableCause1795542500000 } from './migrations/1795542500000-outage-probable-cause.js';
import { OutageVersions1795628900000 } from './migrations/1795628900000-outage-versions.js';
import { DeviceStatusEntity, EngineTermEntity, OutageEntity, OutageEventEntity } from './outage.entity.js';

export * from './ask.around.js';
export * from './concluding.service.js';
export * from './device.state.queries.js';
export * from './evidence.builder.js';
export * from './evidence.window.js';
export * from './judge.js';
export * from './onu.tellings.js';
export * from './outage.desk.service.js';
export * from './outage.js';
export * from './outage.queries.js';
export type { DeviceConclusion } from './outage.store.js';
export type { Unproven } from './unproven.js';
export { type OutageChange, reconcile } from './reconcile.js';

/** The tables of this room, for the database. */
export const outagesEntities = [OutageEntity, OutageEventEntity, DeviceStatusEntity, EngineTermEntity];
export const outagesMigrations = [CreateOutages1795456000002, OutageProbableCause1795542500000, OutageVersions1795628900000];
