export * from './device.beliefs.js';
export * from './interface.beliefs.js';
export * from './loss.window.js';
export * from './reachability.js';
export * from './roster.js';
