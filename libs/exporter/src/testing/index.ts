export * from './exposition.parser.js';
export * from './generated.fleet.js';
