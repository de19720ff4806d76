import { sources } from './imports.ts';
import { roomOf } from './tidy.ts';
const edges = new Set(sources().flatMap(({ file, imports }) => imports.filter((s) => s.startsWith('@machinaka/')).map((s) => `  ${roomOf(file)} --> ${s.replace('@machinaka/', '')}`)));
process.stdout.write(['graph LR', ...[...edges].sort()].join('\n') + '\n');
