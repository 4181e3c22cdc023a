export * from './ask.rtsp.js';
