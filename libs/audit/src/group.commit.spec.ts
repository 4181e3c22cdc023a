import { AsyncLocalStorage } from 'node:async_hooks';
import { GroupCommit } from './group.commit.js';

/** A commit that ends when it is told to. */
function slowCommits() {
  const groups: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const commit = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => groups.push({ items, end: (error) => (error ? reject(error) : resolve()) }));
  return { groups, commit };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  it('takes what came meanwhile together, in order, and answers each when its own are in', async () => {
    const { groups, commit } = slowCommits();
    const group = new GroupCommit<number>(commit, 4);
    const done: number[] = [];
    const adds = [[1], [2, 3], [4], [5, 6, 7, 8, 9, 10], [11], []].map((items, index) => group.add(items).then(() => done.push(index)));
    await settled();
    expect(done).toEqual([5]);
    for (let i = 0; i < 4; i++) {
      groups[i].end();
      await settled();
    }
    await Promise.all(adds);
    expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5, 6, 7, 8, 9, 10], [11]]);
    expect(done).toEqual([5, 0, 1, 2, 3, 4]);
  });

  it('tells a failure to those alone whose commit it was, and goes on', async () => {
    const { groups, commit } = slowCommits();
    const group = new GroupCommit<number>(commit, 10);
    const first = group.add([1]);
    const second = group.add([2]);
    groups[0].end(new Error('disk full'));
    await expect(first).rejects.toThrow('disk full');
    groups[1].end();
    await expect(second).resolves.toBeUndefined();
  });

  it('runs outside of whatever its callers run in', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const group = new GroupCommit<number>(async () => void seen.push(storage.getStore()), 10);
    await storage.run('transaction', () => group.add([1]));
    expect(seen).toEqual([undefined]);
  });

  it('lets no more wait than memory has room for', async () => {
    const { groups, commit } = slowCommits();
    const group = new GroupCommit<number>(commit, 500);
    const first = group.add([0]);
    const many = group.add(Array.from({ length: 20_000 }, (_, i) => i));
    await expect(group.add([1])).rejects.toThrow('20000 are waiting already');
    groups[0].end();
    await first;
    await settled();
    groups[1].end();
    await many;
  });
});
