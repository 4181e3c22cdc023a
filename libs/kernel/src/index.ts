export * from './brand.js';
export * from './clock.js';
export * from './cursor.js';
export * from './jurisdiction.js';
export * from './page.js';
export * from './words.js';
export * from './reach.js';
