import { DeviceFactChangeEntity, DeviceFactsEntity } from './device.facts.entity.js';
import { CreateObserved1795542400003 } from './migrations/1795542400003-create-observed.js';
import { OnuEntity, OnuTransitionEntity } from './onu.entity.js';
import { DeviceInterfaceEntity, OpticalAlarmEntity, OpticalPortEntity, SensorEntity } from './port.entity.js';

export * from './device.facts.js';
export * from './observed.queries.js';

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
