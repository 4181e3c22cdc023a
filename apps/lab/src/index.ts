export { generateCity, type CityOptions } from './city/generate.city.js';
export { DEMO_SPAN } from './city/backbone.js';
