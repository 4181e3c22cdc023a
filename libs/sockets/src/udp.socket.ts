/** Hears what comes in. Offsets are into memory that is used again when the call is over. */
export interface DatagramSink {
  /** `nameAt`: where in `names` the sender's name begins (socket.name.ts). */
  datagram(bytes: Uint8Array, from: number, to: number, names: Uint8Array, nameAt: number): void;
  /** What was staged with this tag could not be sent. */
  unsent(tag: number, code: string): void;
}

/** One UDP socket of one family that talks with any number of places. Never throws for what the network does. */
export abstract class UdpSocket {
  protected sink: DatagramSink = { datagram: () => undefined, unsent: () => undefined };

  constructor(readonly family: 4 | 6) {}

  listen(sink: DatagramSink): void {
    this.sink = sink;
  }

  /** Stages a datagram; both arguments are copied. `tag` comes back if it cannot be sent. */
  abstract stage(message: Uint8Array, length: number, name: Uint8Array, tag: number): void;
  /** Sends what is staged. */
  abstract send(): void;
  /** Takes in at most about so many of the datagrams that have come, and says how many it took. */
  abstract collect(most: number): number;
  abstract close(): Promise<void>;
}
