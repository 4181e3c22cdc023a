/** The bounds of the WebSocket side; each is a setting. */
export interface WebSocketLimits {
  /** Bytes of one message from a client. */
  readonly maxMessageBytes: number;
  readonly maxConnections: number;
  readonly maxOperationsPerConnection: number;
  /** How long a client may stay silent before its first message. */
  readonly initTimeoutMs: number;
  /** How often the tokens of open connections are asked again. */
  readonly recheckMs: number;
}

export const DEFAULT_WEBSOCKET_LIMITS: WebSocketLimits = {
  maxMessageBytes: 64 * 1024,
  maxConnections: 500,
  maxOperationsPerConnection: 20,
  initTimeoutMs: 5_000,
  recheckMs: 5_000,
};
