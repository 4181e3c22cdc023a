export * from './ask.clock.js';
