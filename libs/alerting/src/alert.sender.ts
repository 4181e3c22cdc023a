import type { Clock } from '@app/kernel';
import type { Log } from '@app/platform';
import type { Alert, Tellable } from './alert.js';
import { AlertBook, type AlertPolicy } from './alert.book.js';
import type { AlertOverlays } from './alert.overlay.js';

export interface AlertSenderOptions extends AlertPolicy {
  /** Base URLs of the Alertmanagers; every alert goes to each (Alertmanager's own rule for a cluster). */
  readonly urls: readonly string[];
  readonly onSent?: (url: string, isTaken: boolean) => void;
  /** Pauses after a failure, milliseconds: each is twice the one before. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

const RETRY_MS = { first: 1_000, longest: 30_000 };
const POST_TIMEOUT_MS = 10_000;
/** Alerts of one request: an Alertmanager takes a few thousand, and one that is refused must not take all with it. */
const BATCH = 500;

interface Receiver {
  readonly url: string;
  timer: NodeJS.Timeout | null;
  retryMs: number;
  isBusy: boolean;
  isWaiting: boolean;
}

/** Tells every Alertmanager (API v2): at once when something changes, again while it lasts, and again for a while when it is over. */
export class AlertSender {
  private book: AlertBook;
  private readonly receivers: Receiver[];
  private readonly retryMs: { readonly first: number; readonly longest: number };
  private isTelling = false;
  private readonly aborter = new AbortController();

  constructor(
    private readonly options: AlertSenderOptions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.book = this.emptyBook();
    this.retryMs = options.retryMs ?? RETRY_MS;
    this.receivers = options.urls.map((url) => ({ url, timer: null, retryMs: this.retryMs.first, isBusy: false, isWaiting: false }));
  }

  /** Begins anew, with what is open and what cleared lately: whatever was known before may have ended elsewhere. */
  start(all: readonly Tellable[], overlays: AlertOverlays = new Map()): void {
    // The lead may be taken while all is being stopped.
    if (this.aborter.signal.aborted) return;
    this.book = this.emptyBook();
    this.isTelling = true;
    this.book.overlay(overlays, this.clock.now());
    this.book.recall(all, this.clock.now());
    this.sendAll();
  }

  /** What is known beside the alerts from now on: told at once where it is anything new. */
  overlay(overlays: AlertOverlays): void {
    if (this.book.overlay(overlays, this.clock.now())) this.sendAll();
  }

  /** What is told now. */
  get lasting(): readonly Tellable[] {
    return this.isTelling ? this.book.lasting : [];
  }

  get withheld(): AlertBook['withheld'] {
    return this.isTelling ? this.book.withheld : { folded: 0, hushed: 0 };
  }

  tell(news: readonly Tellable[]): void {
    if (news.length === 0) return;
    this.book.noteAll(news, this.clock.now());
    this.sendAll();
  }

  /** Somebody else tells from now on: what we would tell again may be over. */
  fallSilent(): void {
    this.isTelling = false;
    for (const { timer } of this.receivers) if (timer) clearTimeout(timer);
  }

  stop(): void {
    this.fallSilent();
    this.aborter.abort();
  }

  private emptyBook(): AlertBook {
    return new AlertBook({ ...this.options, receivers: this.options.urls.length });
  }

  private sendAll(): void {
    for (const receiver of this.receivers) void this.send(receiver);
  }

  private async send(receiver: Receiver): Promise<void> {
    if (!this.isTelling) return;
    if (receiver.isBusy) {
      receiver.isWaiting = true;
      return;
    }
    receiver.isBusy = true;
    if (receiver.timer) clearTimeout(receiver.timer);
    const { book } = this;
    const alerts = book.alerts(this.clock.now());
    const { revision } = book;
    const isTold = await this.post(receiver, alerts);
    if (isTold) book.took(receiver.url, revision);
    this.options.onSent?.(receiver.url, isTold);
    receiver.isBusy = false;
    if (!this.isTelling) return;
    const again = receiver.isWaiting && isTold;
    receiver.isWaiting = false;
    const pauseMs = again ? 0 : isTold ? this.options.resendMs : receiver.retryMs;
    receiver.retryMs = isTold ? this.retryMs.first : Math.min(receiver.retryMs * 2, this.retryMs.longest);
    receiver.timer = setTimeout(() => void this.send(receiver), pauseMs);
  }

  private async post({ url }: Receiver, alerts: readonly Alert[]): Promise<boolean> {
    for (let from = 0; from < alerts.length; from += BATCH) {
      // What is left is told by somebody else now.
      if (!this.isTelling) return false;
      if (!(await this.postBatch(url, alerts.slice(from, from + BATCH)))) return false;
    }
    return true;
  }

  /** True if it was taken. 400 means that some were bad and the valid ones taken: sending them again would change nothing. */
  private async postBatch(url: string, alerts: readonly Alert[]): Promise<boolean> {
    try {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
        signal: AbortSignal.any([this.aborter.signal, AbortSignal.timeout(POST_TIMEOUT_MS)]),
      });
      const said = (await response.text()).slice(0, 500);
      if (response.ok) return true;
      this.log.warn({ url, status: response.status, said }, 'alertmanager refused alerts');
      return response.status === 400;
    } catch (err) {
      if (!this.aborter.signal.aborted) this.log.warn({ url, err }, 'alertmanager not reachable');
      return false;
    }
  }
}
