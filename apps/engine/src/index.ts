export { Engine, type EngineListener, type EngineParts } from './engine.js';
export type { EngineSettings } from './engine.settings.js';
