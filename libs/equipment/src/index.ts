export * from './device.document.js';
export * from './device.inspector.js';
