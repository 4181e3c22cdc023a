declare const brand: unique symbol;

/** A value that is told apart from others of the same primitive by its purpose. */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

export type PlaceId = Branded<number, 'PlaceId'>;
export type DeviceId = Branded<number, 'DeviceId'>;
export type LinkId = Branded<number, 'LinkId'>;
export type SpanId = Branded<number, 'SpanId'>;
export type ConduitId = Branded<number, 'ConduitId'>;
export type PollerId = Branded<number, 'PollerId'>;
export type OutageId = Branded<string, 'OutageId'>;
export type AccountId = Branded<string, 'AccountId'>;
