/** What was asked and answered, at one instant as far as diagnosis is concerned. Not asked proves nothing. */
export interface Evidence {
  /** Index of the device from which the poller looks. */
  readonly poller: number;
  /** Per device: -1 not asked, 0 silent, 1 answered. */
  readonly reachable: Int8Array;
  /** Per link end (2 × link, + 1 for the z end), what the device there says of its interface: -1 not asked, 0 down, 1 up. */
  readonly operUp: Int8Array;
  /** True: all of it was true at one moment. Else a reading may be older than a silence that contradicts it. */
  readonly isSnapshot?: boolean;
}
