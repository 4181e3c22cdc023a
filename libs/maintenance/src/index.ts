import { MaintenanceWindowEntity } from './maintenance.entity.js';
import { MaintenanceWindows1795881000000 } from './migrations/1795881000000-maintenance-windows.js';

export * from './area.maintenance.js';
export * from './coverage.js';
export type { Isolation, WindowJudgement } from './isolation.js';
export * from './maintenance.queries.js';
export * from './maintenance.service.js';
export * from './maintenance.watch.js';
export * from './maintenance.window.js';
export * from './occurrences.js';

/** The tables of this room, for the database. */
export const maintenanceEntities = [MaintenanceWindowEntity];
export const maintenanceMigrations = [MaintenanceWindows1795881000000];
