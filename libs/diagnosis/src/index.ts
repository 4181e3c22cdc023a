export * from './diagnose.js';
export * from './diagnoser.js';
export * from './diagnosis.line.js';
export * from './evidence.js';
export * from './observation.js';
export * from './verdict.js';
