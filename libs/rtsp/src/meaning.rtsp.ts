import type { RtspAnswer } from './answer.reader.js';
import type { RtspMethod } from './ask.rtsp.js';

/** What an answer says of the camera; ALIVE: of its server, and nothing of the stream. */
export type RtspMeaning = 'ALIVE' | 'PUBLISHED' | 'PROTECTED' | 'BUSY' | 'NO_STREAM' | 'WRONG_PATH' | 'FAILED';

const OF_STATUS: Readonly<Record<number, RtspMeaning>> = {
  401: 'PROTECTED',
  403: 'PROTECTED',
  404: 'WRONG_PATH',
  453: 'BUSY',
  454: 'WRONG_PATH',
  503: 'BUSY',
};
/** A server that has no such method lives all the same. */
const NOT_IMPLEMENTED = 501;

/** Asked for without a login: a 401 is the answer of a healthy camera, and a busy one is not down. */
export function rtspMeaning(method: RtspMethod, { status, hasStream }: RtspAnswer): RtspMeaning {
  const known = OF_STATUS[status];
  if (method === 'OPTIONS') {
    if (known === 'PROTECTED' || known === 'BUSY') return known;
    return status < 500 || status === NOT_IMPLEMENTED ? 'ALIVE' : 'FAILED';
  }
  if (status === 200) return hasStream ? 'PUBLISHED' : 'NO_STREAM';
  return known ?? 'FAILED';
}
