import { rtspMeaning } from './meaning.rtsp.js';

describe('what an RTSP answer says of a camera', () => {
  const of = (method: 'OPTIONS' | 'DESCRIBE', status: number, hasStream = false) =>
    rtspMeaning(method, { kind: 'answered', status, reason: '', server: null, hasStream });

  it.each([
    ['DESCRIBE', 200, true, 'PUBLISHED'],
    ['DESCRIBE', 200, false, 'NO_STREAM'],
    ['DESCRIBE', 401, false, 'PROTECTED'],
    ['DESCRIBE', 403, false, 'PROTECTED'],
    ['DESCRIBE', 404, false, 'WRONG_PATH'],
    ['DESCRIBE', 453, false, 'BUSY'],
    ['DESCRIBE', 503, false, 'BUSY'],
    ['DESCRIBE', 302, false, 'FAILED'],
    ['DESCRIBE', 500, true, 'FAILED'],
    ['OPTIONS', 200, false, 'ALIVE'],
    ['OPTIONS', 401, false, 'PROTECTED'],
    ['OPTIONS', 404, false, 'ALIVE'],
    ['OPTIONS', 501, false, 'ALIVE'],
    ['OPTIONS', 503, false, 'BUSY'],
    ['OPTIONS', 500, false, 'FAILED'],
  ] as const)('%s %d, stream %s: %s', (method, status, hasStream, meaning) => {
    expect(of(method, status, hasStream)).toBe(meaning);
  });
});
