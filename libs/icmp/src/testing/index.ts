export * from './fake.asker.js';
export * from './lender.js';
