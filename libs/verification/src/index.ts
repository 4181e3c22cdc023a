export * from './address.guard.js';
export * from './asker.echo.js';
export type { TurnPolicy } from './building.turns.js';
export * from './realm.networks.js';
export * from './verifier.js';
