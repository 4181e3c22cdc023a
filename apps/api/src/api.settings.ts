import { DEFAULT_LIMITS, type OperationLimits } from './graphql/operation.limits.js';
import { DEFAULT_WEBSOCKET_LIMITS, type WebSocketLimits } from './graphql/websocket.limits.js';
import { type BodyLimits, DEFAULT_BODY_LIMITS } from './http/http.hardening.js';
import { DEFAULT_WEB, type WebSettings } from './http/web.settings.js';

/** The bounds of the API; whoever starts it reads them from the settings of the process. */
export interface ApiSettings {
  readonly operation: OperationLimits;
  readonly socket: WebSocketLimits;
  readonly body: BodyLimits;
  readonly web: WebSettings;
}
export const API_SETTINGS = Symbol('ApiSettings');

export function apiSettings(given: { readonly [Part in keyof ApiSettings]?: Partial<ApiSettings[Part]> } = {}): ApiSettings {
  return {
    operation: { ...DEFAULT_LIMITS, ...given.operation },
    socket: { ...DEFAULT_WEBSOCKET_LIMITS, ...given.socket },
    body: { ...DEFAULT_BODY_LIMITS, ...given.body },
    web: { ...DEFAULT_WEB, ...given.web },
  };
}
