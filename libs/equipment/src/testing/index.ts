export * from './document.builder.js';
export * from './fake.inspector.js';
