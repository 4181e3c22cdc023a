import { accessEntities, accessMigrations } from '@app/access';
import { auditEntities, auditMigrations } from '@app/audit';
import { availabilityEntities, availabilityMigrations } from '@app/availability';
import { complianceEntities, complianceMigrations } from '@app/compliance';
import { discoveryEntities, discoveryMigrations } from '@app/discovery';
import { inventoryEntities, inventoryMigrations } from '@app/inventory';
import { maintenanceEntities, maintenanceMigrations } from '@app/maintenance';
import { observedEntities, observedMigrations } from '@app/observed';
import { outagesEntities, outagesMigrations } from '@app/outages';
import { type Log, openDatabase } from '@app/platform';
import { registrationEntities, registrationMigrations } from '@app/registration';

/** The tables of all rooms, in the order in which they refer to each other. A room that gains tables is added here, and only here. */
export const DATABASE_ENTITIES = [
  ...inventoryEntities,
  ...accessEntities,
  ...observedEntities,
  ...outagesEntities,
  ...maintenanceEntities,
  ...availabilityEntities,
  ...discoveryEntities,
  ...auditEntities,
  ...registrationEntities,
  ...complianceEntities,
];
export const DATABASE_MIGRATIONS = [
  ...inventoryMigrations,
  ...accessMigrations,
  ...observedMigrations,
  ...outagesMigrations,
  ...maintenanceMigrations,
  ...availabilityMigrations,
  ...discoveryMigrations,
  ...auditMigrations,
  ...registrationMigrations,
  ...complianceMigrations,
];

/** Opens the database of the product with all its tables up to date. */
export function openNadiDatabase({ url, poolSize, log }: { url: string; poolSize?: number; log: Log }) {
  return openDatabase({ url, entities: DATABASE_ENTITIES, migrations: DATABASE_MIGRATIONS, poolSize, log });
}

export type NadiDatabase = Awaited<ReturnType<typeof openNadiDatabase>>;
