import { DeviceFactChangeEntity, DeviceFactsEntity } from './device.facts.entity.js';
import { CreateObserved1795542400003 } from './migrations/1795542400003-create-observed.js';
import { OnuEntity, OnuTransitionEntity } from './onu.entity.js';
import { DeviceInterfaceEntity, OpticalAlarmEntity, OpticalPortEntity, SensorEntity } from './port.entity.js';

export * from './area.observed.js';
export * from './device.facts.js';
export type { SensorPolicy } from './apply.sensors.js';
export * from './light.before.js';
export * from './live.readings.js';
export type { Hidden } from './low.light.js';
export * from './observed.figures.js';
export * from './observed.queries.js';
export * from './observed.service.js';
export * from './onu.queries.js';
export * from './optical.queries.js';
export * from './port.queries.js';
export type { AlarmPort, OpticalAlarm } from './optical.alarm.js';
export { OPTICAL_LEVELS, OPTICAL_POLICY, type OpticalLevel, type OpticalPolicy } from './optical.state.js';

/** The tables of this room, for the database. */
export const observedEntities = [
  DeviceFactsEntity,
  DeviceFactChangeEntity,
  DeviceInterfaceEntity,
  SensorEntity,
  OpticalPortEntity,
  OpticalAlarmEntity,
  OnuEntity,
  OnuTransitionEntity,
];
export const observedMigrations = [CreateObserved1795542400003];
