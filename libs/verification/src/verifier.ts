import { connect } from 'node:net';
import type { Clock } from '@app/kernel';
import { askClock, type ClockOutcome } from '@app/onvif';
import { askRtsp, type RtspOutcome } from '@app/rtsp';
import { guardAddress, type RealmPolicy } from './address.guard.js';
import { inTurns, type TurnPolicy } from './building.turns.js';
import type { CameraToVerify, CameraVerification, Check, Evidence } from './verification.js';

/** Sends ICMP echo requests. Null: it cannot be done here, which proves nothing. */
export abstract class EchoPort {
  abstract isAnswered(address: string, signal: AbortSignal): Promise<boolean | null>;
}

export interface VerifierPolicy {
  /** Null: nothing of this realm is asked. */
  realm(code: string): RealmPolicy | null;
  readonly building: TurnPolicy;
  /** Buildings that are asked at the same time. */
  readonly buildingsAtOnce: number;
  /** For each question, milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Asks declared cameras whether they are what they are declared to be. An address is judged again just before each question, no name is
 * resolved and nothing is followed, so nobody's declaration makes this service talk to anything but an address of its realm.
 */
export class Verifier {
  constructor(
    private readonly policy: VerifierPolicy,
    private readonly echo: EchoPort,
    private readonly clock: Clock,
  ) {}

  /** One answer a camera, in the order given; those not asked when `signal` aborts are left out. */
  async verify(cameras: readonly CameraToVerify[], signal: AbortSignal): Promise<CameraVerification[]> {
    const found = new Map<string, CameraVerification>();
    const buildings = new Map<string, CameraToVerify[]>();
    for (const camera of cameras) buildings.set(camera.building, [...(buildings.get(camera.building) ?? []), camera]);
    const each = async (camera: CameraToVerify) => void found.set(camera.id, await this.one(camera, signal));
    const building = (some: readonly CameraToVerify[]) => inTurns(some, this.policy.building, each, signal);
    await inTurns([...buildings.values()], { perSecond: 1_000, atOnce: this.policy.buildingsAtOnce }, building, signal);
    return cameras.flatMap(({ id }) => found.get(id) ?? []);
  }

  private async one(camera: CameraToVerify, signal: AbortSignal): Promise<CameraVerification> {
    const evidence: Evidence[] = [];
    const note = (check: Check, passed: boolean, detail: string) => evidence.push({ check, at: this.clock.now(), passed, detail });
    const end = (outcome: CameraVerification['outcome']) => ({ id: camera.id, at: this.clock.now(), outcome, evidence });
    if (camera.reach === 'ON_SITE') return end('ON_SITE_ONLY');
    const address = this.judged(camera, note);
    if (address === null) return end('REFUSED');
    note('ADDRESS', true, `${address} may be asked in the realm ${JSON.stringify(camera.realm)}`);
    const proofs: boolean[] = [];
    if (camera.rtspPort !== null) proofs.push(await this.rtsp(camera, camera.rtspPort, note, signal));
    if (camera.onvifPort !== null) proofs.push(await this.onvif(camera, camera.onvifPort, note, signal));
    if (camera.httpPort !== null && camera.httpPort !== camera.onvifPort)
      proofs.push(await this.tcp(camera, camera.httpPort, note, signal));
    // Behind a forwarded port or a recorder another device answers; and an echo says that something lives, not that it is a camera.
    const isOwn = camera.reach === 'DIRECT' || camera.reach === 'VPN';
    const isAlive = isOwn ? await this.icmp(camera, note, signal) : null;
    const isProven = proofs.length > 0 ? proofs.includes(true) : isAlive === true;
    return end(isProven ? 'VERIFIED' : 'UNREACHABLE');
  }

  /** The address, if it may be asked; asked for before each question. */
  private judged({ address, realm }: CameraToVerify, note: (check: Check, passed: boolean, detail: string) => void): string | null {
    const policy = this.policy.realm(realm);
    if (address === null) note('ADDRESS', false, 'no address is declared');
    else if (policy === null) note('ADDRESS', false, `the realm ${JSON.stringify(realm)} has no networks that may be asked`);
    else {
      const guarded = guardAddress(address, policy);
      if (guarded.kind === 'allowed') return guarded.address;
      note('ADDRESS', false, guarded.reason);
    }
    return null;
  }

  private async rtsp(camera: CameraToVerify, port: number, note: Note, signal: AbortSignal): Promise<boolean> {
    const address = this.judged(camera, note);
    if (address === null) return false;
    const { deadlineMs } = this.policy;
    const method = camera.rtspPath === null ? 'OPTIONS' : 'DESCRIBE';
    const outcome = await askRtsp({ address, port, method, path: camera.rtspPath ?? '/', deadlineMs }, signal);
    note('RTSP', outcome.kind === 'answered', `${method} at port ${port}: ${rtspWords(outcome)}`);
    return outcome.kind === 'answered';
  }

  private async onvif(camera: CameraToVerify, port: number, note: Note, signal: AbortSignal): Promise<boolean> {
    const address = this.judged(camera, note);
    if (address === null) return false;
    const outcome = await askClock({ address, port, deadlineMs: this.policy.deadlineMs }, () => this.clock.now().getTime(), signal);
    const passed = outcome.kind === 'answered' || outcome.kind === 'refused';
    note('ONVIF', passed, `GetSystemDateAndTime at port ${port}: ${clockWords(outcome)}`);
    return passed;
  }

  private async tcp(camera: CameraToVerify, port: number, note: Note, signal: AbortSignal): Promise<boolean> {
    const address = this.judged(camera, note);
    if (address === null) return false;
    const code = await connected(address, port, this.policy.deadlineMs, signal);
    note('TCP', code === null, `port ${port}: ${code === null ? 'open' : code}`);
    return code === null;
  }

  private async icmp(camera: CameraToVerify, note: Note, signal: AbortSignal): Promise<boolean | null> {
    const address = this.judged(camera, note);
    const isAnswered = address === null ? null : await this.echo.isAnswered(address, signal);
    note(
      'ICMP',
      isAnswered === true,
      isAnswered === null ? 'echo requests cannot be sent from here' : isAnswered ? 'answers' : 'does not answer',
    );
    return isAnswered;
  }
}

type Note = (check: Check, passed: boolean, detail: string) => void;

/** Null where the port is open, else why not. */
function connected(address: string, port: number, deadlineMs: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (code: string | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      resolve(code);
    };
    const giveUp = () => end('no answer in time');
    const timer = setTimeout(giveUp, deadlineMs);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) return giveUp();
    socket.on('connect', () => end(null));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'EUNKNOWN'));
  });
}

function rtspWords(outcome: RtspOutcome): string {
  switch (outcome.kind) {
    case 'answered': {
      const server = outcome.server === null ? '' : ` by ${outcome.server}`;
      return `${outcome.status} ${outcome.reason}${server}${outcome.hasStream ? ', with a stream' : ''}`;
    }
    case 'unreachable':
      return outcome.code;
    case 'timed-out':
      return outcome.isConnected ? 'connected, and no answer in time' : 'no connection in time';
    case 'not-rtsp':
      return `no RTSP: ${outcome.reason}`;
  }
}

function clockWords(outcome: ClockOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return outcome.skewMs === null ? 'answers, without a time' : `clock off by ${(outcome.skewMs / 1_000).toFixed(1)} s`;
    case 'refused':
      return `HTTP ${outcome.status}: wants a login`;
    case 'unreachable':
      return outcome.code;
    case 'timed-out':
      return 'no answer in time';
    case 'not-onvif':
      return `no ONVIF: ${outcome.reason}`;
  }
}
