import { type Hint, HintQueue } from './hint.queue.js';

async function next(batches: AsyncGenerator<readonly Hint[], void>) {
  const { value, done } = await batches.next();
  return done ? 'ended' : value?.map((hint) => (hint.kind === 'changed' ? hint.id : hint.kind));
}

describe('HintQueue', () => {
  it('hands over what waits, each id once, in the order first heard', async () => {
    const queue = new HintQueue(10);
    for (const id of ['a', 'b', 'a', 'c', 'b']) queue.push(id);
    const batches = queue.batches(2);
    expect(await next(batches)).toEqual(['a', 'b']);
    queue.push('a');
    expect(await next(batches)).toEqual(['c', 'a']);
  });

  it('wakes a subscriber that waits', async () => {
    const queue = new HintQueue(10);
    const waiting = next(queue.batches(5));
    queue.push('a');
    expect(await waiting).toEqual(['a']);
  });

  it('tells a subscriber that fell behind once, holds nothing for it and ends', async () => {
    const queue = new HintQueue(3);
    for (let id = 0; id < 1_000; id++) queue.push(String(id));
    expect(queue.length).toBe(0);
    const batches = queue.batches(5);
    expect(await next(batches)).toEqual(['missed']);
    expect(await next(batches)).toBe('ended');
  });

  it('ends when it is closed, waiting or not', async () => {
    const queue = new HintQueue(3);
    const batches = queue.batches(5);
    const waiting = next(batches);
    queue.close();
    expect(await waiting).toBe('ended');
    queue.push('late');
    expect(queue.length).toBe(0);
  });
});
