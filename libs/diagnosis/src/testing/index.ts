export * from './oracle.js';
export * from './random.network.js';
