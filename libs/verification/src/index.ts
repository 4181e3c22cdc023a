export * from './address.guard.js';
export type { TurnPolicy } from './building.turns.js';
export * from './verification.js';
export * from './verifier.js';
