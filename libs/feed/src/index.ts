export * from './in.process.feed.js';
export * from './probe.feed.js';
