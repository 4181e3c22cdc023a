export { type ApiParts } from './api.module.js';
export { type ApiSettings, apiSettings } from './api.settings.js';
export { type Api, createApi } from './create.api.js';
export type { ReadinessCheck } from './health/readiness.js';
export { OutageDesk } from './outages/outage.desk.js';
export { PROBE_REQUESTED, ProbeNow } from './probing/probe.now.js';
export type { Telemetry } from './telemetry/telemetry.controller.js';
export type { SignOnEvent, SignOnParts } from './sign-on/doorkeeper.js';
