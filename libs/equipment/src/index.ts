export * from './device.document.js';
export * from './device.inspector.js';
export { documentJson } from './document.json.js';
export { KnownDevice } from './known.device.js';
export { PROFILE_FOLDER, ProfileLibrary } from './profile/profile.library.js';
export { parseProfile } from './profile/profile.parser.js';
export { type Profile, type ProfileProblem } from './profile/profile.js';
export { SnmpDeviceInspector } from './snmp.device.inspector.js';
