export * from './alert.js';
export { AlertBook, type AlertPolicy, RESOLVED_MS } from './alert.book.js';
export * from './alert.sender.js';
