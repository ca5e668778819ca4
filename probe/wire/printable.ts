export { printable, quoted } from '../../core/events/printable.js';
