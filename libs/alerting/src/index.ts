export * from './alert.js';
export * from './alert.metrics.js';
export * from './alert.overlay.js';
export { AlertBook, type AlertPolicy, RESOLVED_MS } from './alert.book.js';
export * from './alert.sender.js';
export type { FlapPolicy } from './flap.damper.js';
export type { StormPolicy } from './storm.guard.js';
