import { EventEmitter } from 'node:events';
import type { AnswerSink, SharedSocket } from './shared.socket.js';

/** What the facade does with an answer that is none. */
export interface FacadeWatch {
  /** Whether the message may reach the session at all. */
  accepts(message: Buffer): boolean;
  dropped(): void;
  /** The session threw over the message, and has lost the request that it belonged to. */
  broken(): void;
}

/**
 * What net-snmp takes for its own socket (`options.dgramModule`), while all sessions share one. It hands over only what the asked agent
 * sent, and holds back every throw: net-snmp parses parts of an answer outside of its own try.
 */
export class SocketFacade extends EventEmitter implements AnswerSink {
  private isClosed = false;

  constructor(
    private readonly shared: SharedSocket,
    private readonly name: Uint8Array,
    private readonly watch: FacadeWatch,
  ) {
    super();
    shared.attach(name, this);
  }

  receive(message: Buffer): void {
    if (!this.watch.accepts(message)) {
      this.watch.dropped();
      return;
    }
    try {
      this.emit('message', message);
    } catch {
      this.watch.broken();
    }
  }

  send(
    buffer: Buffer,
    offset: number,
    length: number,
    _port: number,
    _address: string,
    done: (error: Error | null, bytes: number) => void,
  ): void {
    if (this.isClosed) {
      done(new Error('session is closed'), 0);
      return;
    }
    this.shared.send(buffer.subarray(offset, offset + length), this.name, done);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.shared.detach(this.name, this);
    this.emit('close');
  }

  /** net-snmp keeps the process alive while it waits; its timers do that already. */
  ref(): void {}
  unref(): void {}
}
