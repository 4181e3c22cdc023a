export * from './judge.js';
export * from './oracle.js';
export * from './province.js';
export * from './random.network.js';
export * from './scene.js';
export * from './simulation.js';
