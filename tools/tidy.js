import { posix } from 'node:path';
import { rooms } from './layers.ts';
export const roomOf = (file) => {
    const [top = '', name = ''] = file.split('/');
    return ['platform', 'ui', 'demo', 'e2e'].includes(top) ? top : `${top}/${name}`;
};
const isPure = (file) => file.startsWith('engines/') || /\/src\/(contract\.ts$|rules\/)/.test(file);
/** Why this import is not allowed, or undefined when it is. */
export function objection({ file, specifier }) {
    const room = roomOf(file);
    const rules = rooms[room];
    const isTest = file.endsWith('.test.ts') || room === 'e2e';
    if (rules === undefined)
        return room === 'e2e' ? undefined : `${file}: ${room} is not in tools/layers.ts; add the room before adding code`;
    if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(file), specifier);
        if (roomOf(target) !== room)
            return `${file}: cross a room by its name, not by ${specifier}`;
        if (isPure(file) && !isTest && !isPure(target))
            return `${file}: rules and contracts import nothing with effects (${specifier})`;
        return undefined;
    }
    if (specifier.startsWith('node:')) {
        if (isTest || rules.io === true)
            return undefined;
        return !isPure(file) && (rules.node ?? []).includes(specifier) ? undefined : `${file}: ${room} does no I/O; ask platform for it (${specifier})`;
    }
    if (specifier.startsWith('@machinaka/')) {
        if (isPure(file) && !isTest && !/^@machinaka\/[a-z-]+\/(contract|rules)$/.test(specifier) && !(rules.engines ?? []).includes(specifier))
            return `${file}: pure code may use engines, contracts and rules, not ${specifier}`;
        return rules.may.includes(specifier) || (rules.engines ?? []).includes(specifier) ? undefined : `${file}: ${room} may not import ${specifier}; see tools/layers.ts`;
    }
    return isTest || rules.thirdParty.some((p) => specifier === p || specifier.startsWith(`${p}/`)) ? undefined : `${file}: ${specifier} is not on ${room}'s list of third parties`;
}
/** Why this text is not pure, or undefined: the clock and chance are arguments. */
export function impurity({ file, text }) {
    if (!isPure(file) || file.endsWith('.test.ts'))
        return undefined;
    const hit = /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/.exec(text);
    return hit === null ? undefined : `${file}: ${hit[1]}…: pass the clock or the random source as an argument`;
}
