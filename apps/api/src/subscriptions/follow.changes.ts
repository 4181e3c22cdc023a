import { apiError } from '../graphql/graphql.errors.js';
import type { RequestContext } from '../graphql/request.context.js';
import type { EventHub, Topic } from './event.hub.js';

const LARGEST_BATCH = 200;

/**
 * The newest state of everything that changes, one payload a change, for one subscription. The queue opens before the first read, so
 * nothing falls between; whatever waits together is read by one statement.
 */
export function followChanges<Row, Payload>(
  hub: EventHub,
  topic: Topic,
  context: RequestContext,
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  toPayload: (row: Row) => Payload,
): AsyncGenerator<Payload, void> {
  const queue = hub.open(topic);
  const changes = (async function* () {
    for await (const batch of queue.batches(LARGEST_BATCH)) {
      const ids = batch.flatMap((hint) => (hint.kind === 'changed' ? [hint.id] : []));
      if (ids.length < batch.length) throw apiError('CHANGES_MISSED', 'changes were missed: subscribe again, then list');
      context.renew();
      for (const row of await read(ids)) yield toPayload(row);
    }
  })();
  // A generator that waits cannot be ended from outside, so the queue it waits for is closed first.
  const end = changes.return.bind(changes);
  changes.return = (value) => {
    hub.close(topic, queue);
    return end(value);
  };
  return changes;
}
