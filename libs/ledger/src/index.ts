export * from './anchor.js';
export * from './audit.record.js';
export * from './canonical.json.js';
export * from './destroyed.range.js';
export * from './read.record.js';
export * from './trail.verifier.js';
