/** A binary heap of nodes by distance; of equal distances, the smaller number first, so that an answer is the same everywhere. */
export class DistanceHeap {
  private readonly nodes: number[] = [];
  private readonly distances: number[] = [];

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  push(node: number, distance: number): void {
    const { nodes, distances } = this;
    let at = nodes.push(node) - 1;
    distances.push(distance);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** The nearest node; a node may come several times, its true distance first. */
  pop(): { readonly node: number; readonly distance: number } {
    const { nodes, distances } = this;
    this.swap(0, nodes.length - 1);
    const nearest = { node: nodes.pop()!, distance: distances.pop()! };
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= nodes.length) return nearest;
      const child = left + 1 < nodes.length && this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.isBefore(child, at)) return nearest;
      this.swap(at, child);
      at = child;
    }
  }

  private isBefore(a: number, b: number): boolean {
    return this.distances[a] < this.distances[b] || (this.distances[a] === this.distances[b] && this.nodes[a] < this.nodes[b]);
  }

  private swap(a: number, b: number): void {
    const { nodes, distances } = this;
    [nodes[a], nodes[b]] = [nodes[b], nodes[a]];
    [distances[a], distances[b]] = [distances[b], distances[a]];
  }
}
