export * from './alert.js';
export * from './alert.overlay.js';
export { AlertBook, type AlertPolicy, RESOLVED_MS } from './alert.book.js';
export * from './alert.sender.js';
