import { CreateOutages1795456000002 } from './migrations/1795456000002-create-outages.js';
import { OutageProbableCause1795542500000 } from './migrations/1795542500000-outage-probable-cause.js';
import { StateHistory1795625100001 } from './migrations/1795625100001-state-history.js';
import { OutageVersions1795628900000 } from './migrations/1795628900000-outage-versions.js';
import { OutageExplanation1795715300000 } from './migrations/1795715300000-outage-explanation.js';
import { OutageDesk1795880000000 } from './migrations/1795880000000-outage-desk.js';
import { OutageHush1795882000000 } from './migrations/1795882000000-outage-hush.js';
import { OutageExplanationEntity } from './explanation.entity.js';
import { DeviceStatusEntity, EngineTermEntity, OutageEntity, OutageEventEntity } from './outage.entity.js';
import { OutageCauseEntity, ShiftHandoverEntity } from './outage.desk.entity.js';
import { ConcludedStatusEntity, OutageRevisionEntity, StateVersionEntity } from './state.history.entity.js';

export * from './area.states.js';
export * from './ask.around.js';
export * from './concluding.service.js';
export * from './device.state.queries.js';
export * from './device.tellings.js';
export * from './evidence.builder.js';
export * from './evidence.window.js';
export * from './explanation.js';
export * from './handover.js';
export * from './handover.queries.js';
export * from './handover.text.js';
export * from './judge.js';
export * from './onu.tellings.js';
export * from './outage.causes.js';
export * from './outage.desk.service.js';
export * from './outage.js';
export * from './outage.queries.js';
export type { DeviceConclusion } from './outage.store.js';
export type { Unproven } from './unproven.js';
export { type OutageChange, reconcile } from './reconcile.js';
export * from './state.history.js';
export { LOGGED_STATUSES } from './state.log.js';
export { stepWords } from './step.words.js';

/** The tables of this room, for the database. */
export const outagesEntities = [
  OutageCauseEntity,
  OutageEntity,
  OutageEventEntity,
  OutageExplanationEntity,
  DeviceStatusEntity,
  EngineTermEntity,
  StateVersionEntity,
  ConcludedStatusEntity,
  OutageRevisionEntity,
  ShiftHandoverEntity,
];
export const outagesMigrations = [
  CreateOutages1795456000002,
  OutageProbableCause1795542500000,
  StateHistory1795625100001,
  OutageVersions1795628900000,
  OutageExplanation1795715300000,
  OutageDesk1795880000000,
  OutageHush1795882000000,
];
