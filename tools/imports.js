import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
const rooms = ['{engines,domains,apps}/*/src/**/*.{ts,tsx}', '{platform,ui,demo}/src/**/*.{ts,tsx}', 'e2e/**/*.ts'];
/** Every source under the rooms with what it imports: static, type-only, re-exported and dynamic `import('…')`. */
export function sources() {
    return globSync(rooms).map((file) => {
        const text = readFileSync(file, 'utf8');
        const { module } = parseSync(file, text);
        const found = module.staticImports.map((i) => i.moduleRequest.value);
        for (const e of module.staticExports)
            for (const entry of e.entries)
                if (entry.moduleRequest)
                    found.push(entry.moduleRequest.value);
        for (const d of module.dynamicImports)
            found.push(text.slice(d.moduleRequest.start, d.moduleRequest.end).replace(/^['"`]|['"`]$/g, ''));
        return { file, text, imports: [...new Set(found)] };
    });
}
