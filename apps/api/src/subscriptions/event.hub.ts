import { DomainEvents } from '@app/platform';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HintQueue } from './hint.queue.js';

export type Topic = 'outage' | 'device-status';

/** Ids that may wait for one subscriber before it is told to list again. */
const MOST_WAITING = 10_000;

/**
 * Hands the domain events of the database (LISTEN, so from whichever process they come) to the subscribers of this process: one
 * connection to the database for all of them.
 */
@Injectable()
export class EventHub implements OnModuleInit, OnModuleDestroy {
  private readonly queues: Record<Topic, Set<HintQueue>> = { outage: new Set(), 'device-status': new Set() };
  private stopListening: (() => void) | null = null;

  constructor(private readonly events: DomainEvents) {}

  onModuleInit(): void {
    this.stopListening = this.events.listen(({ type, id }) => this.tell(type, id));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    for (const queues of Object.values(this.queues)) for (const queue of queues) queue.close();
  }

  /** A queue that hears of every change from now on, until it is given back. */
  open(topic: Topic): HintQueue {
    const queue = new HintQueue(MOST_WAITING);
    this.queues[topic].add(queue);
    return queue;
  }

  close(topic: Topic, queue: HintQueue): void {
    this.queues[topic].delete(queue);
    queue.close();
  }

  get subscribers(): number {
    return this.queues.outage.size + this.queues['device-status'].size;
  }

  private tell(type: string, id: string): void {
    // What was said while the line to the database was down is gone: nobody's picture is whole any more.
    if (type === 'resync') for (const queues of Object.values(this.queues)) for (const queue of queues) queue.lose();
    const topic = type.split('.')[0];
    if (topic !== 'outage' && topic !== 'device-status') return;
    for (const queue of this.queues[topic]) queue.push(id);
  }
}
