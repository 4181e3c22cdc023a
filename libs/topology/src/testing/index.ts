export * from './plain.network.js';
export * from './random.city.js';
export * from './plain.diversity.js';
export * from './plain.paths.js';
