/** The console: what administrators and auditors see and do, in a browser. */
import './schemas-as-they-are.ts';

// Apart, so that no schema is made before: a build may order what is in one bundle otherwise.
void import('./start.tsx').then(({ start }) => start());
