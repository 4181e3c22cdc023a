/** Who imported the demo city; a network of that origin is played by the lab. */
export const DEMO_ACTOR = 'demo';
