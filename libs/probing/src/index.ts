export * from './probe.result.js';
export * from './prober.js';
export * from './target.js';
