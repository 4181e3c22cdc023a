/** How a declared camera is reached: by its own address, through a forwarded port, a tunnel, its recorder, or not at all from afar. */
export const REACHES = ['DIRECT', 'PORT_FORWARD', 'VPN', 'RECORDER_CHANNEL', 'ON_SITE'] as const;
export type Reach = (typeof REACHES)[number];
