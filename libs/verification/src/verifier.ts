import { setMaxListeners } from 'node:events';
import type { CameraToVerify, CameraVerification, Clock, VerificationCheck, VerificationEvidence } from '@app/kernel';
import { askClock } from '@app/onvif';
import { askRtsp } from '@app/rtsp';
import { converse, type Dialer, type Peer } from '@app/sockets';
import { type GuardedAddress, guardAddress, type RealmPolicy } from './address.guard.js';
import { inTurns, type TurnPolicy } from './building.turns.js';
import { clockFinding, type Finding, outcomeOf, portFinding, rtspFinding } from './camera.evidence.js';

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

/** Opening a building's turn costs nothing: its cameras are what is counted. */
const BUILDINGS_PER_SECOND = 1_000;

/**
 * Asks declared cameras whether they are what they are declared to be. An address is judged again just before each question, no name is
 * resolved and nothing is followed, so nobody's declaration makes this service talk to anything but an address of its realm.
 */
export class Verifier {
  constructor(
    private readonly policy: VerifierPolicy,
    private readonly dialer: Dialer,
    private readonly echo: EchoPort,
    private readonly clock: Clock,
  ) {}

  /** One answer a camera, in the order given; those not asked when `signal` aborts are left out. */
  async verify(cameras: readonly CameraToVerify[], signal: AbortSignal): Promise<CameraVerification[]> {
    // Hundreds of questions wait for it at the same time: of the caller's own, Node would warn.
    const stopping = new AbortController();
    setMaxListeners(0, stopping.signal);
    const stop = () => stopping.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await this.all(cameras, stopping.signal);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private async all(cameras: readonly CameraToVerify[], signal: AbortSignal): Promise<CameraVerification[]> {
    const found = new Map<CameraToVerify, CameraVerification>();
    const buildings = new Map<string, CameraToVerify[]>();
    for (const camera of cameras) {
      const neighbours = buildings.get(camera.building);
      if (neighbours) neighbours.push(camera);
      else buildings.set(camera.building, [camera]);
    }
    const each = async (camera: CameraToVerify) => {
      const verification = await this.one(camera, signal);
      // What was cut short proves nothing.
      if (!signal.aborted) found.set(camera, verification);
    };
    const building = (some: readonly CameraToVerify[]) => inTurns(some, this.policy.building, each, signal);
    const atOnce = { perSecond: BUILDINGS_PER_SECOND, atOnce: this.policy.buildingsAtOnce };
    await inTurns([...buildings.values()], atOnce, building, signal);
    return cameras.flatMap((camera) => found.get(camera) ?? []);
  }

  private async one(camera: CameraToVerify, signal: AbortSignal): Promise<CameraVerification> {
    const end = (evidence: readonly VerificationEvidence[]) => ({
      id: camera.id,
      at: this.clock.now(),
      outcome: outcomeOf(camera, evidence),
      evidence,
    });
    if (camera.reach === 'ON_SITE') return end([]);
    const judged = this.judge(camera);
    if (judged.kind === 'refused') return end([this.refusal(judged.reason)]);
    const detail = `${judged.address} may be asked in the realm ${JSON.stringify(camera.realm)}`;
    const allowed = this.evidence('ADDRESS', { passed: true, detail });
    const asked = [this.icmp(camera, signal), this.rtsp(camera, signal), this.onvif(camera, signal), this.tcp(camera, signal)];
    return end([allowed, ...(await Promise.all(asked)).flat()]);
  }

  private async icmp(camera: CameraToVerify, signal: AbortSignal): Promise<VerificationEvidence[]> {
    // Behind a forwarded port or a recorder another device would answer.
    if (camera.reach !== 'DIRECT' && camera.reach !== 'VPN') return [];
    const judged = this.judge(camera);
    if (judged.kind === 'refused') return [this.refusal(judged.reason)];
    const isAnswered = await this.echo.isAnswered(judged.address, signal);
    const detail = isAnswered === null ? 'echo requests cannot be sent from here' : isAnswered ? 'answers' : 'does not answer';
    return [this.evidence('ICMP', { passed: isAnswered === true, detail })];
  }

  private rtsp(camera: CameraToVerify, signal: AbortSignal): Promise<VerificationEvidence[]> {
    return this.at(camera, camera.rtspPort, async (peer) => {
      const method = camera.rtspPath === null ? 'OPTIONS' : 'DESCRIBE';
      const outcome = await askRtsp({ ...peer, method, path: camera.rtspPath ?? '/' }, signal);
      return this.spoken(portFinding(peer.port, outcome), 'RTSP', rtspFinding(method, peer.port, outcome));
    });
  }

  private onvif(camera: CameraToVerify, signal: AbortSignal): Promise<VerificationEvidence[]> {
    return this.at(camera, camera.onvifPort, async (peer) => {
      const outcome = await askClock(peer, () => this.clock.now().getTime(), signal);
      return this.spoken(portFinding(peer.port, outcome), 'ONVIF', clockFinding(peer.port, outcome));
    });
  }

  /** A port that nothing is known of but that it is to be open. */
  private tcp(camera: CameraToVerify, signal: AbortSignal): Promise<VerificationEvidence[]> {
    const isAsked = camera.httpPort === camera.onvifPort || camera.httpPort === camera.rtspPort;
    return this.at(camera, isAsked ? null : camera.httpPort, async (peer) => {
      const outcome = await converse<{ kind: 'open' }>(peer, signal, (_connection, end) => end({ kind: 'open' }));
      return [this.evidence('TCP', portFinding(peer.port, outcome))];
    });
  }

  /** Asks at a declared port. The address is judged here, just before it is dialled. */
  private async at(
    camera: CameraToVerify,
    port: number | null,
    ask: (peer: Peer) => Promise<VerificationEvidence[]>,
  ): Promise<VerificationEvidence[]> {
    if (port === null) return [];
    const judged = this.judge(camera);
    if (judged.kind === 'refused') return [this.refusal(judged.reason)];
    return ask({ dialer: this.dialer, address: judged.address, port, deadlineMs: this.policy.deadlineMs });
  }

  private judge({ address, realm }: CameraToVerify): GuardedAddress {
    if (address === null) return { kind: 'refused', reason: 'no address is declared' };
    const policy = this.policy.realm(realm);
    if (policy === null) return { kind: 'refused', reason: `the realm ${JSON.stringify(realm)} has no networks that may be asked` };
    return guardAddress(address, policy);
  }

  /** Nothing is said of the protocol of a port that is shut. */
  private spoken(port: Finding, check: VerificationCheck, finding: Finding): VerificationEvidence[] {
    return [this.evidence('TCP', port), ...(port.passed ? [this.evidence(check, finding)] : [])];
  }

  private refusal(detail: string): VerificationEvidence {
    return this.evidence('ADDRESS', { passed: false, detail });
  }

  private evidence(check: VerificationCheck, { passed, detail }: Finding): VerificationEvidence {
    return { check, at: this.clock.now(), passed, detail };
  }
}
