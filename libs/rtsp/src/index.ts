export type { RtspAnswer, RtspNonsense } from './answer.reader.js';
export * from './ask.rtsp.js';
export * from './meaning.rtsp.js';
