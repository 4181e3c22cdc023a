import type { CameraToVerify, CameraVerification, VerificationCheck, VerificationEvidence } from '@app/kernel';
import type { ClockOutcome } from '@app/onvif';
import { type RtspMeaning, rtspMeaning, type RtspMethod, type RtspOutcome } from '@app/rtsp';
import type { Unanswered } from '@app/sockets';

/** What a question showed. */
export interface Finding {
  readonly passed: boolean;
  readonly detail: string;
}

/**
 * VERIFIED: it answered in its declared way. Where a protocol is declared, one that is must be spoken: neither an echo nor an open port is a
 * camera then. Where only an open port is declared, it is open; where nothing is, its own address answers an echo.
 */
export function outcomeOf(camera: CameraToVerify, evidence: readonly VerificationEvidence[]): CameraVerification['outcome'] {
  if (camera.reach === 'ON_SITE') return 'ON_SITE_ONLY';
  if (evidence.some(({ check, passed }) => check === 'ADDRESS' && !passed)) return 'REFUSED';
  const proofs: readonly VerificationCheck[] =
    camera.rtspPort !== null || camera.onvifPort !== null ? ['RTSP', 'ONVIF'] : camera.httpPort !== null ? ['TCP'] : ['ICMP'];
  return evidence.some(({ check, passed }) => passed && proofs.includes(check)) ? 'VERIFIED' : 'UNREACHABLE';
}

const MEANINGS: Readonly<Record<RtspMeaning, { readonly passed: boolean; readonly words: string }>> = {
  ALIVE: { passed: true, words: 'its server lives' },
  PUBLISHED: { passed: true, words: 'with a stream' },
  PROTECTED: { passed: true, words: 'alive and protected' },
  BUSY: { passed: true, words: 'alive and busy' },
  NO_STREAM: { passed: false, words: 'describes no stream' },
  WRONG_PATH: { passed: false, words: 'the path is wrong' },
  FAILED: { passed: false, words: 'it cannot' },
};

/** What came of the connection. */
export function portFinding(port: number, outcome: RtspOutcome | ClockOutcome | { readonly kind: 'open' }): Finding {
  const isOpen = (outcome.kind !== 'unreachable' && outcome.kind !== 'timed-out') || outcome.isConnected;
  return { passed: isOpen, detail: `port ${port}: ${isOpen ? 'open' : unansweredWords(outcome as Unanswered)}` };
}

export function rtspFinding(method: RtspMethod, port: number, outcome: RtspOutcome): Finding {
  const asked = `${method} at port ${port}: `;
  if (outcome.kind === 'not-rtsp') return { passed: false, detail: `${asked}no RTSP: ${outcome.reason}` };
  if (outcome.kind !== 'answered') return { passed: false, detail: asked + unansweredWords(outcome) };
  const { passed, words } = MEANINGS[rtspMeaning(method, outcome)];
  const server = outcome.server === null ? '' : ` by ${outcome.server}`;
  return { passed, detail: `${asked}${outcome.status} ${outcome.reason}${server}: ${words}` };
}

export function clockFinding(port: number, outcome: ClockOutcome): Finding {
  const asked = `GetSystemDateAndTime at port ${port}: `;
  switch (outcome.kind) {
    case 'answered':
      return { passed: true, detail: asked + (outcome.skewMs === null ? 'answers, without a time' : clockWords(outcome.skewMs)) };
    case 'refused':
      return { passed: true, detail: `${asked}HTTP ${outcome.status}: wants a login` };
    case 'not-onvif':
      return { passed: false, detail: `${asked}no ONVIF: ${outcome.reason}` };
    case 'unreachable':
    case 'timed-out':
      return { passed: false, detail: asked + unansweredWords(outcome) };
  }
}

/** Recordings with a clock further off than that do not stand as evidence. */
const WRONG_CLOCK_MS = 5_000;

function clockWords(skewMs: number): string {
  const words = `clock off by ${(skewMs / 1_000).toFixed(1)} s`;
  return Math.abs(skewMs) > WRONG_CLOCK_MS ? `${words}: recordings carry a wrong time` : words;
}

function unansweredWords(outcome: Unanswered): string {
  if (outcome.kind === 'unreachable') return outcome.code;
  return outcome.isConnected ? 'connected, and no answer in time' : 'no connection in time';
}
