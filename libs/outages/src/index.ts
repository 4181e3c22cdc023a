export * from './device.state.queries.js';
export * from './outage.queries.js';
