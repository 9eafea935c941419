import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Half of a short command's time is reading its code. The cache is where the code is, so nobody else can write to it;
// where it cannot be written, nothing is lost but that time.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'mot-cua'));
const [{ runCommand }, { workOnce }, { modules }] = await Promise.all([import('./cli/run.ts'), import('./app.ts'), import('./modules.ts')]);
const { stdin: input, stdout: output, stderr: errors } = process;
process.exitCode = await runCommand(process.argv.slice(2), { modules, work: workOnce }, { input, output, errors });
