import { DeviceSerialEntity, DiscoveryRunEntity, DriftDecisionEntity, DriftItemEntity, FoundDeviceEntity } from './discovery.entity.js';
import { CreateDiscovery1795456000030 } from './migrations/1795456000030-create-discovery.js';

export * from './allowed.networks.js';
export * from './compare.topology.js';
export * from './device.tables.js';
export * from './discovery.metrics.js';
export * from './discovery.queries.js';
export * from './discovery.service.js';
export type { RunState } from './discovery.store.js';
export * from './drift.js';
export * from './drift.desk.js';
export * from './echo.sweep.js';
export type { ExploreParts, ExploreProgress } from './explore.js';
export type { DeviceTables, Finding, PortFacts, Reading } from './finding.js';
export { identify, type IdentifiedDevice } from './identify.js';
export type { Observation, ObservedDevice } from './observed.network.js';
export type { DriftState } from './settle.drift.js';
export { MOST_SWEPT, planSweep, type SweepPlan } from './sweep.plan.js';

/** The tables of this room, for the database. */
export const discoveryEntities = [DiscoveryRunEntity, FoundDeviceEntity, DriftItemEntity, DriftDecisionEntity, DeviceSerialEntity];
export const discoveryMigrations = [CreateDiscovery1795456000030];
