import { ConduitEntity, LinkEntity, LinkSpanEntity, SpanEntity } from './cable.entity.js';
import { CameraEntity, DeviceEntity, PollerEntity, RealmEntity } from './device.entity.js';
import { HistoryClockEntity } from './history.clock.entity.js';
import { CreateInventory1795456000000 } from './migrations/1795456000000-create-inventory.js';
import { TopologyHistory1795625100000 } from './migrations/1795625100000-topology-history.js';
import { AccessPointEntity, BuildingEntity, OwnerEntity, PlaceEntity, StationEntity } from './place.entity.js';
import { InventoryRevisionEntity, TopologyVersionEntity } from './topology.version.entity.js';

/** The tables of this room, for the database. */
export const inventoryEntities = [
  PlaceEntity,
  StationEntity,
  BuildingEntity,
  AccessPointEntity,
  OwnerEntity,
  RealmEntity,
  DeviceEntity,
  CameraEntity,
  PollerEntity,
  ConduitEntity,
  SpanEntity,
  LinkEntity,
  LinkSpanEntity,
  TopologyVersionEntity,
  InventoryRevisionEntity,
  HistoryClockEntity,
];

export const inventoryMigrations = [CreateInventory1795456000000, TopologyHistory1795625100000];
