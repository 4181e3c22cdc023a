export * from './topology.document.js';
