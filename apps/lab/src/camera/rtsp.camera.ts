import { CAMERA_PATH, type CameraTraits } from './camera.traits.js';

const SDP = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=Nadi lab', 't=0 0', 'm=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000', ''].join('\r\n');

/** What a camera answers to one RTSP request (RFC 2326): OPTIONS and DESCRIBE, and no session. */
export function rtspAnswer(request: string, { isProtected }: CameraTraits): string {
  const [line = '', ...fields] = request.split('\r\n');
  const [method, url = ''] = line.split(' ');
  const cseq = /^cseq:\s*(\d{1,10})\s*$/i;
  const number = fields.map((field) => cseq.exec(field)?.[1]).find((found) => found !== undefined) ?? '0';
  const answer = (status: string, more: readonly string[] = [], body = '') =>
    [`RTSP/1.0 ${status}`, `CSeq: ${number}`, 'Server: Nadi lab', ...more, `Content-Length: ${body.length}`, '', body].join('\r\n');
  if (method === 'OPTIONS') return answer('200 OK', ['Public: OPTIONS, DESCRIBE']);
  if (method !== 'DESCRIBE') return answer('501 Not Implemented');
  if (isProtected) return answer('401 Unauthorized', ['WWW-Authenticate: Digest realm="lab", nonce="0"']);
  if (new RegExp(`^rtsp://[^/]+${CAMERA_PATH}$`).test(url)) return answer('200 OK', ['Content-Type: application/sdp'], SDP);
  return answer('404 Not Found');
}
