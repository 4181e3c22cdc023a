import { ECHO_OUTCOME, type EchoAsker, type EchoOutcome, type EchoSink } from '@app/icmp';
import { ADDRESS_BYTES, writeAddress } from '@app/sockets';
import { EchoPort } from './verifier.js';

const COLLECT_MS = 20;
const TRIES = 3;

/** Echo requests by the asker that the poller uses: up to three, since one lost packet proves nothing. */
export class AskerEcho extends EchoPort implements EchoSink {
  private readonly waiting = new Map<number, (outcome: EchoOutcome) => void>();
  private readonly bytes = new Uint8Array(ADDRESS_BYTES);
  private timer: NodeJS.Timeout | null = null;
  private nextTag = 1;

  constructor(
    private readonly asker: EchoAsker,
    private readonly timeoutMs: number,
  ) {
    super();
    asker.listen(this);
  }

  override async isAnswered(address: string, signal: AbortSignal): Promise<boolean | null> {
    for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
      const outcome = await this.ask(address);
      if (outcome === ECHO_OUTCOME.REPLIED) return true;
      if (outcome === ECHO_OUTCOME.FAILED) return null;
    }
    return false;
  }

  outcome(tag: number, outcome: EchoOutcome): void {
    const settle = this.waiting.get(tag);
    this.waiting.delete(tag);
    settle?.(outcome);
  }

  /** Lost on our side: as if it had not been asked, so it is asked again. */
  voided(tag: number): void {
    this.outcome(tag, ECHO_OUTCOME.TIMED_OUT);
  }

  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.asker.close();
    for (const tag of this.waiting.keys()) this.outcome(tag, ECHO_OUTCOME.FAILED);
  }

  private ask(address: string): Promise<EchoOutcome> {
    const family = writeAddress(address, this.bytes, 0);
    if (family === 0 || this.asker.room() < 1) return Promise.resolve(ECHO_OUTCOME.FAILED);
    return new Promise((resolve) => {
      const tag = this.nextTag++;
      this.waiting.set(tag, resolve);
      this.asker.ask(tag, family, this.bytes, 0, this.timeoutMs);
      this.asker.send();
      this.timer ??= setInterval(() => this.collect(), COLLECT_MS);
    });
  }

  private collect(): void {
    this.asker.collect();
    if (this.waiting.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }
}
