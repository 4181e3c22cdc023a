export * from './compliance.examples.js';
