export * from './plain.network.js';
export * from './random.city.js';
