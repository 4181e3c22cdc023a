export * from './fake.prober.js';
