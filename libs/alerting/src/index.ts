export * from './alert.js';
export { AlertBook, type AlertPolicy } from './alert.book.js';
export * from './alert.sender.js';
