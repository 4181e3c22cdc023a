export * from './table.text.js';
