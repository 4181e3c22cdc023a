export { CAMERA_PATH, CAMERA_PORTS } from './camera/camera.traits.js';
export { DEMO_SPAN } from './city/backbone.js';
export { generateCity, type CityOptions } from './city/generate.city.js';
export { LabClient, type LabAnswer } from './lab.client.js';
export { LabRunsError } from './lab.control.js';
export type { LabChange, LabRequest, LabResponse, LabStatus } from './lab.messages.js';
export type { TrapsTo } from './host/trap.sender.js';
export { startLab, type Lab, type LabOptions } from './start.lab.js';
